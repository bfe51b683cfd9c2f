/**
 * Secrets that a link brings after `#` (`token` of a letter, `entrega` of the platform). They leave the address before
 * anything else happens, so that neither the history, nor a bookmark, nor a picture of the screen has them.
 */
function take(): Map<string, string> {
  const found = new Map<string, string>();
  const words = new URLSearchParams(location.hash.slice(1));
  for (const name of ['token', 'entrega']) {
    const value = words.get(name);
    if (value !== null && value !== '') found.set(name, value);
  }
  if (found.size > 0) history.replaceState(history.state, '', location.pathname + location.search);
  return found;
}

const secrets = take();

// Another link in the same tab changes the hash alone: the page has to begin anew with it.
window.addEventListener('hashchange', () => {
  const fresh = take();
  if (fresh.size === 0) return;
  for (const [name, value] of fresh) secrets.set(name, value);
  for (const listener of [...listeners]) listener();
});

const listeners = new Set<() => void>();

/** Tells when a link brought another secret. */
export function onSecret(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the link brought under this name; it stays in memory until it is used. */
export function secret(name: 'token' | 'entrega'): string | null {
  return secrets.get(name) ?? null;
}

/** It was used. */
export function forget(name: 'token' | 'entrega'): void {
  secrets.delete(name);
}
