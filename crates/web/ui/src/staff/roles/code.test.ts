import { expect, it } from 'vitest';
import { codeOf } from './code';

it('makes a short name of a name for people', () => {
  expect(codeOf('Recepción (tarde)')).toBe('recepcion_tarde');
  expect(codeOf('  Ñandú 2 ')).toBe('nandu_2');
  expect(codeOf('—')).toBe('');
});
