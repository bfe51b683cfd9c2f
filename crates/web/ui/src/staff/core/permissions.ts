import { useMemo } from 'react';
import type { Key } from '../../i18n';
import { useT } from '../../i18n/react';

/** `resource.action` as its two parts. */
export function permissionParts(code: string): [resource: string, action: string] {
  const [resource = code, action = ''] = code.split('.');
  return [resource, action];
}

/** What a permission is called: `clients.add` is "agregar clientes". One that this app does not know keeps its code. */
export function usePermissionWords(): (code: string) => string {
  const t = useT();
  return useMemo(
    () => (code) => {
      const [resource, action] = permissionParts(code);
      const words = [`frame.actions.${action}`, `frame.resources.${resource}`].map((key) => [
        key,
        t(key as Key),
      ]);
      // A text that is missing is its own key.
      return words.some(([key, word]) => key === word) ? code : words.map(([, word]) => word).join(' ');
    },
    [t],
  );
}
