import { expect, it } from 'vitest';
import { told } from './actions';

it('an entry is told flat, without ids and what is empty', () => {
  const detail = {
    user_id: '1',
    reason: 'No pagó',
    maximum: null,
    modules: ['crm', 'clinical'],
    limit: { from: 5, to: 8 },
  };
  expect(told(detail)).toEqual([
    ['reason', 'No pagó'],
    ['modules', 'crm, clinical'],
    ['limit', 'from 5, to 8'],
  ]);
});
