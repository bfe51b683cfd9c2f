import { useMemo } from 'react';
import { useLocation } from 'react-router-dom';
import { useCan, useTenant } from '../../core/me';
import type { MenuEntry } from '../../core/modules';
import { modules } from '../../modules';

/** The sections of the navigation, in their order. */
export const SECTIONS: MenuEntry['section'][] = ['day', 'people', 'business', 'administration'];

/** The lines of the navigation that the user may see and the business has, in their order. */
export function useEntries(): MenuEntry[] {
  const can = useCan();
  const tenant = useTenant();
  return useMemo(
    () =>
      modules
        .flatMap((module) => module.menu ?? [])
        .filter((entry) => !entry.permissions || entry.permissions.some(can))
        .filter((entry) => !entry.module || tenant.modules.includes(entry.module))
        .sort((a, b) => SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) || a.order - b.order),
    [can, tenant.modules],
  );
}

/** The entry of the screen at a path: that whose path it begins with, the longest of them. */
export function entryAt(entries: MenuEntry[], path: string): MenuEntry | undefined {
  return entries
    .filter(({ to }) => path === to || (to !== '/' && path.startsWith(`${to}/`)))
    .sort((a, b) => b.to.length - a.to.length)[0];
}

export function useCurrentEntry(entries: MenuEntry[]): MenuEntry | undefined {
  const { pathname } = useLocation();
  return entryAt(entries, pathname);
}

/**
 * What the screen at a path takes, one of these: what its line of the navigation takes, and to make something new the
 * right to add it. Undefined where everybody may.
 */
export function neededAt(path: string): string[] | undefined {
  const permissions = entryAt(
    modules.flatMap((module) => module.menu ?? []),
    path,
  )?.permissions;
  const [resource] = permissions?.[0]?.split('.') ?? [];
  return resource && /^\/[^/]+\/(create|import)$/.test(path) ? [`${resource}.add`] : permissions;
}

/** How many entries fit below, beside "more". */
const BELOW = 4;

/** The entries that a thumb should reach: of the day first, then clients, then the rest. */
export function mostUsed(entries: MenuEntry[]): MenuEntry[] {
  const clients = entries.filter(({ to }) => to === '/clients');
  const day = entries.filter(({ section }) => section === 'day');
  const wanted = [...day.slice(0, BELOW - clients.length), ...clients, ...entries];
  return [...new Set(wanted)].slice(0, BELOW);
}
