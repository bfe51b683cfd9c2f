import { useSyncExternalStore } from 'react';
import { basePath } from '../../api/base';

/** Milliseconds between two looks, while the page is in sight. */
const EVERY = 5 * 60_000;
/** At most so often when the page comes into sight. */
const AT_MOST_EVERY = 60_000;

let loaded: string | null = null;
let looked = 0;
let outdated = false;
const listeners = new Set<() => void>();

/** What is served now; null where nobody knows, such as while developing. */
async function served(): Promise<string | null> {
  const answer = await fetch(`${basePath}/version.json`, { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok) return null;
  const version = (await answer.json().catch(() => null)) as { build?: string } | null;
  return version?.build ?? null;
}

async function look(): Promise<void> {
  if (outdated || document.hidden || Date.now() - looked < AT_MOST_EVERY) return;
  looked = Date.now();
  const build = await served();
  if (build === null) return;
  loaded ??= build;
  if (build !== loaded) newerIsThere();
}

/** A part of this version could not be loaded: the server has another. */
export function newerIsThere(): void {
  outdated = true;
  for (const listener of [...listeners]) listener();
}

/** Begins to look whether the server has a newer version of the app than this page. */
export function watchVersion(): void {
  void look();
  setInterval(() => void look(), EVERY);
  document.addEventListener('visibilitychange', () => void look());
  // A screen of the old version that is loaded only now may be gone.
  window.addEventListener('vite:preloadError', newerIsThere);
}

/** Whether there is a newer version. Loading it is the user's choice: a form may be half filled. */
export function useOutdated(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => outdated,
  );
}

/** Whether this is what a browser says when a part of the app is not there. */
export function isMissingPart(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|Importing a module script failed|Unable to preload/i.test(error.message)
  );
}
