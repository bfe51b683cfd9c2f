import { expect, it } from 'vitest';
import { Formats } from '../../format/formats';
import { bytes } from './bytes';

const formats = new Formats({ locale: 'es-CO', time_zone: 'America/Bogota', currency: 'USD' }, 'es');
const plain = (size: number) => bytes(formats, size).replace(/[\u00a0\u202f]/g, ' ');

it('sizes are told in the largest unit that leaves something before the comma', () => {
  expect(plain(0)).toBe('0 byte');
  expect(plain(1536)).toBe('1,5 kB');
  expect(plain(250 * 1024 ** 2)).toBe('250 MB');
  expect(plain(3 * 1024 ** 4)).toBe('3 TB');
});
