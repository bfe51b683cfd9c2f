import { expect, it } from 'vitest';
import { sameChoices, withBranches, withRole } from './choices';

const desk = { role: 'recepcion', branches: null };

it('gives and takes roles, everywhere or in some branches', () => {
  const both = withRole([desk], 'empleado', true);
  expect(both).toEqual([desk, { role: 'empleado', branches: null }]);
  expect(withRole(both, 'recepcion', false)).toEqual([{ role: 'empleado', branches: null }]);
  expect(withBranches([desk], 'recepcion', ['a'])).toEqual([{ role: 'recepcion', branches: ['a'] }]);
  expect(withBranches([{ role: 'recepcion', branches: ['a'] }], 'recepcion', [])).toEqual([desk]);
});

it('compares without regard to order', () => {
  const a = [desk, { role: 'x', branches: ['1', '2'] }];
  expect(sameChoices(a, [{ role: 'x', branches: ['2', '1'] }, desk])).toBe(true);
  expect(sameChoices(a, [desk, { role: 'x', branches: ['1'] }])).toBe(false);
  expect(sameChoices(a, [desk])).toBe(false);
});
