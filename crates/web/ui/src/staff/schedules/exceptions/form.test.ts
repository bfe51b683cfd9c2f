import { expect, it } from 'vitest';
import { bodyOf, draftOf, trouble, type Draft } from './form';

const draft: Draft = {
  kind: 'other_hours',
  professional: 'p',
  branch: 'b',
  startsOn: '2026-12-24',
  endsOn: '',
  hours: [{ from: 540, until: 780 }],
  reason: ' Nochebuena ',
};

it('sends one day where there is no last one, hours only where they count', () => {
  expect(bodyOf(draft)).toEqual({
    kind: 'other_hours',
    professional_id: 'p',
    branch_id: 'b',
    starts_on: '2026-12-24',
    ends_on: '2026-12-24',
    hours: [{ from: '09:00', until: '13:00' }],
    reason: 'Nochebuena',
  });
  expect(bodyOf({ ...draft, kind: 'day_off', professional: '', reason: '' })).toMatchObject({
    hours: [],
    professional_id: null,
    reason: null,
  });
});

it('reads back what it wrote', () => {
  const row = { ...bodyOf(draft), id: 'x', version: 1, created_at: '', updated_at: '' };
  expect(draftOf(row as Parameters<typeof draftOf>[0])).toEqual({
    ...draft,
    endsOn: '2026-12-24',
    reason: 'Nochebuena',
  });
});

it('finds what is missing', () => {
  expect(trouble(draft)).toBeNull();
  expect(trouble({ ...draft, startsOn: '' })).toBe('dates');
  expect(trouble({ ...draft, endsOn: '2026-12-23' })).toBe('dates');
  expect(trouble({ ...draft, professional: '' })).toBe('who');
  expect(trouble({ ...draft, hours: [] })).toBe('hours');
  expect(trouble({ ...draft, hours: [{ from: 780, until: 540 }] })).toBe('order');
  expect(trouble({ ...draft, hours: [...draft.hours, { from: 720, until: 900 }] })).toBe('overlap');
  expect(trouble({ ...draft, kind: 'day_off', professional: '', branch: '', hours: [] })).toBeNull();
});
