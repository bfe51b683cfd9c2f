/* eslint-disable no-restricted-globals -- The one place that stores anything. */

/**
 * What a browser may keep: how somebody likes the screens to look, and nothing about anybody. `docs/ui.md` lists it.
 * Everything else lives as long as the page.
 */
export type Kept = 'theme' | 'language' | 'branch' | 'sidebar' | 'agenda';

const name = (key: Kept) => `panal.${key}`;

/** A preference; null where there is none, or where the browser keeps nothing. */
export function kept(key: Kept): string | null {
  try {
    return localStorage.getItem(name(key));
  } catch {
    return null;
  }
}

/** Keeps a preference; null forgets it. */
export function keep(key: Kept, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name(key));
    else localStorage.setItem(name(key), value);
  } catch {
    // A browser that keeps nothing still works.
  }
}
