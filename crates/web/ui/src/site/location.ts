import { useSyncExternalStore } from 'react';
import { basePath } from '../api/base';

/** Where the visitor is. */
export interface Place {
  /** Within this site. */
  path: string;
  /** What the address asks for, with its `?`. */
  search: string;
  /**
   * What this entry of the browser's history carries beside its address. It survives a reload, is never sent anywhere and
   * is forgotten with the tab: the place for what opens somebody's appointment.
   */
  state: object;
}

const listeners = new Set<() => void>();

function look(): Place {
  const kept: unknown = history.state;
  let state = typeof kept === 'object' && kept !== null ? kept : {};
  // A secret link is taken out of the address at once: there it would be on every picture of the screen and in every
  // address that is copied. Beside it, the page still works when it is loaded again.
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token) {
    state = { ...state, token };
    history.replaceState(state, '', location.pathname + location.search);
  }
  return { path: location.pathname.slice(basePath.length), search: location.search, state };
}

let place = look();

function moved(): void {
  place = look();
  for (const listener of listeners) listener();
}

addEventListener('popstate', moved);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The place, whenever it changes. */
export const usePlace = (): Place => useSyncExternalStore(subscribe, () => place);

/** An address of this site, as links and the history take it. */
export const href = (to: string) => `${basePath}${to}`;

/** Goes to another address of this site; `replace` leaves no way back to the present one. */
export function go(to: string, state: object = {}, replace = false): void {
  if (replace) history.replaceState(state, '', href(to));
  else history.pushState(state, '', href(to));
  moved();
}
