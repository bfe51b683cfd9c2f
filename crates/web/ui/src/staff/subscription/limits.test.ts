import { expect, it } from 'vitest';
import { exceeded, fillOf } from './limits';

it('warns from four fifths on, and says when nothing fits any more', () => {
  expect(fillOf(79, 100)).toBe('fine');
  expect(fillOf(80, 100)).toBe('nearly');
  expect(fillOf(100, 100)).toBe('full');
  expect(fillOf(9999, null)).toBe('fine');
  expect(fillOf(0, 0)).toBe('full');
});

it('knows what a smaller plan has no place for', () => {
  const plan = {
    code: 'basico',
    name_es: '',
    name_en: '',
    price_usd_cents: 0,
    limits: { clients: 50, users: 5 },
  };
  expect(exceeded(plan, { clients: 51, users: 5, branches: 9 })).toEqual(['clients']);
});
