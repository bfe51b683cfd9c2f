import { expect, it } from 'vitest';
import { offerable } from './offerable';

const given = {
  service_id: 'g',
  name: 'Limpieza',
  is_offered: true,
  price: '90.00',
  minutes: null,
  service_price: '80.00',
  service_minutes: 40,
  service_is_active: true,
};
const service = (id: string, name: string, professional_kinds: string[], is_active = true) => ({
  id,
  name,
  price: '50.00',
  minutes: 30,
  professional_kinds,
  is_active,
});

it('has what is given, and what the kind allows, once each; out of use last', () => {
  const found = offerable(
    [given],
    [
      service('g', 'Limpieza', []),
      service('a', 'Brackets', ['ortodoncista']),
      service('b', 'Consulta', []),
      service('c', 'Abierta', ['odontologo'], false),
    ],
    'odontologo',
  );
  expect(found.map(({ name }) => name)).toEqual(['Consulta', 'Limpieza', 'Abierta']);
  expect(found[1]).toBe(given);
});
