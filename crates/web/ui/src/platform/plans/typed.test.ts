import { expect, it } from 'vitest';
import type { PlatformPlan } from '../../api/schema';
import { changes, typedOf } from './typed';

const plan: PlatformPlan = {
  code: 'basico',
  price_usd_cents: 2900,
  limits: {
    users: 5,
    clients: 50,
    professionals: 5,
    appointments_per_month: 500,
    branches: 1,
    storage_mib: null,
  },
  updated_at: '2026-11-20T10:00:00Z',
  version: 1,
};

it('only what was changed is sent, dollars as cents, an emptied limit as none', () => {
  const typed = typedOf(plan);
  expect(changes(plan, typed)).toEqual({});
  expect(changes(plan, { price: '29,5', limits: { ...typed.limits, users: '', clients: '80' } })).toEqual({
    price_usd_cents: 2950,
    users: null,
    clients: 80,
  });
});

it('what is no number is not sent', () => {
  const typed = typedOf(plan);
  expect(changes(plan, { ...typed, price: 'gratis' })).toBeNull();
  expect(changes(plan, { ...typed, limits: { ...typed.limits, users: '-1' } })).toBeNull();
});
