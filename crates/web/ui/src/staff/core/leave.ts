import { basePath } from '../../api/base';
import { session } from './session';

/** Whether somebody is leaving on purpose, and so wants no way back. */
let leaving = false;

/**
 * Logs out and begins anew at the log-in page: nothing of what somebody saw stays in memory. Fails, and everything stays,
 * where the server was not reached.
 */
export async function logOut(): Promise<void> {
  leaving = true;
  try {
    await session.logout();
  } catch (error) {
    leaving = false;
    throw error;
  }
  location.assign(`${basePath}/login`);
}

/** To the log-in page since the session ended by itself or elsewhere, and from there back to `path`. */
export function leaveFor(path: string): void {
  if (leaving) return;
  location.assign(`${basePath}/login${path === '/' ? '' : `?ir=${encodeURIComponent(path)}`}`);
}

/** Where whoever logged in wanted to go, if that is a path of this app. */
export function wantedPath(given: string | null | undefined): string {
  return given && /^\/(?![/\\])/.test(given) && !given.startsWith('/login') ? given : '/';
}
