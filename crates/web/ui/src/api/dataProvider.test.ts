import { expect, test, vi } from 'vitest';
import type { Session } from './session';

vi.mock('./base', () => ({ basePath: '', spoken: { language: 'es' } }));
vi.stubGlobal('location', { origin: 'http://clinica.test' });
const { createDataProvider } = await import('./dataProvider');

/** Over an API that answers with these statuses, by id; with 200 for any other. */
const provider = (answers: Record<string, number>) =>
  createDataProvider({
    fetch: (request: Request) => {
      const id = request.url.split('/').at(-1) ?? '';
      return Promise.resolve(Response.json({ id }, { status: answers[id] ?? 200 }));
    },
  } as unknown as Session);

test('a row that is gone is left out of many', async () => {
  const { data } = await provider({ b: 404 }).getMany('users', { ids: ['a', 'b'] });
  expect(data).toEqual([{ id: 'a' }]);
});

test.each([403, 429, 503])('a row that cannot be read (%i) is not taken for gone', async (status) => {
  await expect(provider({ b: status }).getMany('users', { ids: ['a', 'b'] })).rejects.toMatchObject({
    status,
  });
});
