import { useCallback } from 'react';
import { useNotify } from 'react-admin';
import { useT } from '../../i18n/react';

/** Copies a text, and says so. */
export function useCopy(): (text: string) => Promise<void> {
  const t = useT();
  const notify = useNotify();
  return useCallback(
    async (text) => {
      try {
        await navigator.clipboard.writeText(text);
        notify(t('common.copied'), { type: 'success', autoHideDuration: 2000 });
      } catch {
        // Without a secure origin, or not allowed: it can still be selected by hand.
        notify(t('common.errors.copy'), { type: 'warning' });
      }
    },
    [notify, t],
  );
}
