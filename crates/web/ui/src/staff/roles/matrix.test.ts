import { describe, expect, it } from 'vitest';
import type { Permission, RoleDetail } from '../../api/schema';
import { difference, inheritedFrom, matrix, possibleParents, toggled } from './matrix';

const names = { es: '', en: '' };
const permission = (id: string, category = 'core'): Permission => ({
  id,
  resource: id.split('.')[0] ?? '',
  resource_name: names,
  action: 'change',
  category,
  module: 'core',
  name: names,
  personal: false,
});
const category = (id: string) => ({ id, name: names, permissions: 1 });

describe('the matrix', () => {
  const [core] = matrix(
    [permission('roles.view'), permission('roles.assign'), permission('users.view'), permission('roles.add')],
    [category('core'), category('finance')],
  );

  it('has a line for each resource, and leaves empty categories out', () => {
    expect(core?.rows.map((row) => row.resource)).toEqual(['roles', 'users']);
    expect(Object.keys(core?.rows[0]?.cells ?? {})).toEqual(['view', 'add']);
    expect(core?.rows[0]?.others.map(({ id }) => id)).toEqual(['roles.assign']);
  });

  it('lets whoever may change something see it', () => {
    const row = core?.rows[0];
    if (!row) throw new Error();
    const given = toggled(new Set(['users.view']), permission('roles.assign'), true, row, () => true);
    expect([...given]).toEqual(['users.view', 'roles.assign', 'roles.view']);
    expect([...toggled(given, permission('roles.assign'), false, row, () => true)]).toEqual([
      'users.view',
      'roles.view',
    ]);
    expect([...toggled(new Set(), permission('roles.add'), true, row, () => false)]).toEqual(['roles.add']);
  });
});

it('tells what is given and taken', () => {
  expect(difference(new Set(['a', 'b']), new Set(['b', 'c']))).toEqual({ given: ['c'], taken: ['a'] });
});

it('knows from which role a permission comes', () => {
  const parent = {
    id: 'p',
    grants_all: false,
    permissions: {
      own: ['a'],
      inherited: [{ permission: 'b', role_id: 'g', role: 'g' }],
      effective: ['a', 'b'],
    },
  } as RoleDetail;
  expect([...inheritedFrom(parent)]).toEqual([
    ['b', 'g'],
    ['a', 'p'],
  ]);
});

it('offers no parent that comes from the role itself', () => {
  const roles = [
    { id: 'a', parent_id: null },
    { id: 'b', parent_id: 'a' },
    { id: 'c', parent_id: 'b' },
    { id: 'd', parent_id: null },
  ];
  expect(possibleParents(roles, 'b').map(({ id }) => id)).toEqual(['a', 'd']);
  expect(possibleParents(roles, null)).toHaveLength(4);
});
