import { expect, it } from 'vitest';
import { changesOf, linkTo, shown } from './changes';

it('reads pairs, and what stands alone', () => {
  expect(changesOf({ phone: ['+51900', null], reason: 'viaje', session_id: 'x' })).toEqual([
    { field: 'phone', before: '+51900', after: null, pair: true },
    { field: 'reason', before: null, after: 'viaje', pair: false },
  ]);
});

it('knows what a value is', () => {
  expect(shown(null)).toEqual({ kind: 'nothing' });
  expect(shown('***')).toEqual({ kind: 'masked' });
  expect(shown(false)).toEqual({ kind: 'no' });
  expect(shown(['a', 'b'])).toEqual({ kind: 'text', text: 'a, b' });
  expect(shown('2026-11-24T14:30:00Z').kind).toBe('instant');
  expect(shown('2026-11-24').kind).toBe('day');
  expect(shown({ a: 1 })).toEqual({ kind: 'text', text: '{"a":1}' });
  expect(shown(12)).toEqual({ kind: 'text', text: '12' });
});

it('leads to what there is a screen for', () => {
  expect(linkTo('clients', '1')).toBe('/clients/1');
  expect(linkTo('clients', null)).toBeNull();
  expect(linkTo('sessions', '1')).toBeNull();
});
