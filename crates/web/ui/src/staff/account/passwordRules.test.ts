import { expect, it } from 'vitest';
import { passwordRules } from './passwordRules';

it('counts characters, and bytes, as the API does', () => {
  expect(passwordRules('corta').length).toBe(false);
  expect(passwordRules('áéíóúáéíóú').length).toBe(true);
  expect(passwordRules('            ').length).toBe(false);
  expect(passwordRules('a'.repeat(72)).notLong).toBe(true);
  expect(passwordRules('ñ'.repeat(37)).notLong).toBe(false);
});

it('is not the address', () => {
  expect(passwordRules(' ANA@sol.test', 'ana@sol.test').notEmail).toBe(false);
  expect(passwordRules('ana@sol.test', null).notEmail).toBe(true);
});
