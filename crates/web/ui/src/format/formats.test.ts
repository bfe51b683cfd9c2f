import { describe, expect, it } from 'vitest';
import { Formats } from './formats';

const bogota = new Formats({ locale: 'es-CO', time_zone: 'America/Bogota', currency: 'COP' }, 'es');
const santiago = new Formats({ locale: 'es-CL', time_zone: 'America/Santiago', currency: 'CLP' }, 'es');
const lima = new Formats({ locale: 'es-PE', time_zone: 'America/Lima', currency: 'PEN' }, 'en');
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('a business writes', () => {
  it('times on its own clock, whatever zone the device is in', () => {
    expect(bogota.time('2026-11-24T19:30:00Z')).toBe('14:30');
    expect(bogota.wallClock('2026-11-25T03:00:00Z')).toBe('2026-11-24T22:00:00');
    expect(bogota.dayOf('2026-11-25T03:00:00Z')).toBe('2026-11-24');
  });

  it('a day without shifting it', () => {
    expect(bogota.dayLong('2026-11-24')).toBe('martes, 24 de noviembre');
    expect(bogota.weekOf('2026-11-29')).toBe('2026-11-23');
    expect(bogota.addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('money without cents where nobody has them', () => {
    expect(plain(bogota.money('120000.00'))).toBe('$ 120.000');
    expect(plain(lima.money('80.50'))).toContain('80.50');
  });

  it('an instant for what its clock shows, also on the day that clocks change', () => {
    expect(santiago.instant('2026-09-06T08:00')).toBe('2026-09-06T11:00:00.000Z');
    expect(santiago.instant('2026-09-05T08:00')).toBe('2026-09-05T12:00:00.000Z');
  });
});
