import { expect, it, vi } from 'vitest';

vi.mock('./session', () => ({ session: {} }));
vi.mock('../../api/base', () => ({ basePath: '' }));

it.each([
  ['/clients/1?tab=notes', '/clients/1?tab=notes'],
  ['/', '/'],
  [null, '/'],
  ['', '/'],
  ['//evil.test', '/'],
  ['/\\evil.test', '/'],
  ['https://evil.test', '/'],
  ['javascript:alert(1)', '/'],
  ['/login?ir=/login', '/'],
])('after the log-in, %s leads to %s', async (given, path) => {
  const { wantedPath } = await import('./leave');
  expect(wantedPath(given)).toBe(path);
});
