import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../../api/schema';
import { Formats } from '../../../format/formats';
import type { Translate } from '../../../i18n';
import { actorOf, byDay, detailsOf } from './happened';

const lima = new Formats({ locale: 'es-PE', time_zone: 'America/Lima', currency: 'PEN' }, 'es');
const t: Translate = (key, values) => [key.split('.').at(-1), ...Object.values(values ?? {})].join(' ');
const entry = (more: Partial<TimelineEntry>) =>
  ({ id: '1', at: '2026-11-24T15:00:00Z', kind: 'client_changed', ...more }) as TimelineEntry;

describe('what happened with a client', () => {
  it('stands under the day of the business', () => {
    const days = byDay(
      [entry({ at: '2026-11-25T03:00:00Z' }), entry({}), entry({ at: '2026-11-24T04:59:00Z' })],
      lima,
    );
    expect(days.map(([day, entries]) => [day, entries.length])).toEqual([
      ['2026-11-24', 2],
      ['2026-11-23', 1],
    ]);
  });

  it('says from when to when an appointment moved', () => {
    const appointment = { service_name: 'Limpieza', starts_at: '2026-11-26T15:00:00Z' };
    const moved = entry({
      kind: 'appointment_moved',
      appointment: appointment as never,
      from_starts_at: '2026-11-25T15:00:00Z',
      to_starts_at: '2026-11-26T15:00:00Z',
    });
    expect(detailsOf(moved, t, lima)).toEqual([
      'Limpieza',
      expect.stringMatching(/^moved .*25.*10:00 .*26.*10:00$/),
    ]);
  });

  it('names the fields that changed, and letters that it does not know', () => {
    expect(detailsOf(entry({ changes: ['phone', 'nick_name'] }), t, lima)).toEqual([
      'changed phone, nick name',
    ]);
    expect(detailsOf(entry({ kind: 'letter_sent', about: 'cumpleanos' }), t, lima)).toEqual(['other']);
  });

  it('says who did it', () => {
    expect(actorOf(entry({ actor: { kind: 'user', id: '1', name: 'Ana' } }), t)).toBe('by Ana');
    expect(actorOf(entry({ actor: { kind: 'anonymous' } }), t)).toBe('byClient');
    expect(actorOf(entry({}), t)).toBe('');
  });
});
