import { expect, it } from 'vitest';
import { ApiError } from './problem';

it('carries the faults of fields as its own member, nested as forms look them up', () => {
  const error = new ApiError(422, {
    errors: [
      { field: 'phone', code: 'phone_invalid', message: 'Escriba un teléfono.' },
      { field: 'hours[0].from', code: 'time_invalid', message: 'Escriba una hora.' },
    ],
  });
  expect(Object.hasOwn(error, 'body')).toBe(true);
  expect(error.body).toEqual({
    errors: { phone: 'Escriba un teléfono.', hours: { 0: { from: 'Escriba una hora.' } } },
  });
  expect(new ApiError(503, {}).body).toEqual({});
});
