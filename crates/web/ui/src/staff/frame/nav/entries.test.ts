import { expect, it, vi } from 'vitest';
import type { MenuEntry } from '../../core/modules';

vi.mock('../../modules', () => ({
  modules: [{}, { menu: [{ to: '/api-keys', permissions: ['api_keys.view'] }, { to: '/tips' }] }],
}));
vi.mock('../../core/me', () => ({}));

const { entryAt, mostUsed, neededAt } = await import('./entries');

const entry = (to: string, section: MenuEntry['section']): MenuEntry =>
  ({ to, section, label: 'common.panal', order: 1 }) as unknown as MenuEntry;
const all = [
  entry('/', 'day'),
  entry('/agenda', 'day'),
  entry('/hoy', 'day'),
  entry('/espera', 'day'),
  entry('/clients', 'people'),
  entry('/services', 'business'),
  entry('/services/import', 'business'),
];

it('a screen belongs to the entry whose path it begins with', () => {
  expect(entryAt(all, '/clients/1/show')?.to).toBe('/clients');
  expect(entryAt(all, '/services/import')?.to).toBe('/services/import');
  expect(entryAt(all, '/servicesX')).toBeUndefined();
  expect(entryAt(all, '/')?.to).toBe('/');
  expect(entryAt(all, '/mi-cuenta')).toBeUndefined();
});

it('clients are within reach of a thumb, whatever else there is', () => {
  expect(mostUsed(all).map(({ to }) => to)).toEqual(['/', '/agenda', '/hoy', '/clients']);
  expect(mostUsed(all.slice(4)).map(({ to }) => to)).toEqual(['/clients', '/services', '/services/import']);
});

it.each([
  ['/api-keys', ['api_keys.view']],
  ['/api-keys/1', ['api_keys.view']],
  ['/api-keys/create', ['api_keys.add']],
  ['/api-keys/import', ['api_keys.add']],
  ['/tips/create', undefined],
  ['/mi-cuenta', undefined],
])('the screen at %s takes %j', (path, needed) => {
  expect(neededAt(path)).toEqual(needed);
});
