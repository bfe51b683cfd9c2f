import { useEffect, useSyncExternalStore } from 'react';
import { useDefaultTitle } from 'react-admin';
import { useLocation } from 'react-router-dom';

export interface Screen {
  path: string;
  title: string;
}

/** How many screens are remembered. */
const MOST = 8;

// In memory alone: what somebody looked at names people.
let screens: Screen[] = [];
const listeners = new Set<() => void>();

function remember(screen: Screen): void {
  screens = [screen, ...screens.filter(({ path }) => path !== screen.path)].slice(0, MOST);
  for (const listener of [...listeners]) listener();
}

/** The screens that were looked at since this page was loaded, the last first. */
export function useRecentScreens(): Screen[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => screens,
  );
}

/** Names the tab after the screen that is shown, and remembers that it was. */
export function useScreenTitle(title: string): void {
  const { pathname } = useLocation();
  const site = useDefaultTitle();
  useEffect(() => {
    document.title = typeof site === 'string' ? `${title} · ${site}` : title;
    remember({ path: pathname, title });
  }, [title, pathname, site]);
}
