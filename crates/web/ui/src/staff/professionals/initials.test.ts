import { expect, it } from 'vitest';
import { initials, shortName } from './initials';

it.each([
  ['Dra. Lucía Paredes Rojas', 'LP'],
  ['ángel', 'Á'],
  ['  Renzo   Huamán ', 'RH'],
  ['Dr.', 'D'],
  ['', ''],
])('%s', (name, letters) => expect(initials(name)).toBe(letters));

it('shortens a name to two', () => {
  expect(shortName('Dra. Lucía Paredes Rojas')).toBe('Lucía Paredes');
  expect(shortName('Karina')).toBe('Karina');
});
