import { expect, it } from 'vitest';
import { bodyOf, EMPTY, slugOf } from './form';

it('what is left empty is not asked for', () => {
  const fields = { ...EMPTY, name: ' Barbería Norte ', profile: 'barberia', withOwner: false };
  expect(bodyOf(fields)).toEqual({
    name: 'Barbería Norte',
    profile: 'barberia',
    country: 'CO',
    plan: 'trial',
  });
});

it('an owner is told whole', () => {
  const owner = { full_name: ' Ana Ruiz', email: 'ana@norte.test ', password: ' secreto ' };
  expect(bodyOf({ ...EMPTY, owner }).owner).toEqual({
    full_name: 'Ana Ruiz',
    email: 'ana@norte.test',
    password: ' secreto ',
  });
});

it('an address is made of the name', () => {
  expect(slugOf('Clínica Ñandú & Compañía, S.A.')).toBe('clinica-nandu-compania-s-a');
});
