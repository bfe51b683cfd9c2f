import { expect, it } from 'vitest';
import { initials } from './initials';

it.each([
  ['Dra. Lucía Paredes Rojas', 'LP'],
  ['ángel', 'Á'],
  ['  Renzo   Huamán ', 'RH'],
  ['Dr.', 'D'],
  ['', ''],
])('%s', (name, letters) => expect(initials(name)).toBe(letters));
