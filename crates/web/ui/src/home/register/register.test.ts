import { describe, expect, test } from 'vitest';
import { addressOf, bodyOf, countryOf, empty, faultsOf, refused, slugOf, type Form } from './form';

const form: Form = {
  ...empty('CO'),
  name: ' Clínica Sol ',
  industry: 'clinica_dental',
  fullName: 'Ana Pérez',
  email: 'ana@sol.co',
  password: 'una frase corta',
  accepted: true,
};

describe('registering a business', () => {
  test('makes an address of the name, as the server does', () => {
    expect(slugOf('Clínica Ñandú & Sol')).toBe('clinica-nandu-y-sol');
    expect(slugOf("  Dr. O'Brien  ")).toBe('dr-obrien');
    expect(slugOf('---')).toBe('');
    expect(slugOf('muy largo '.repeat(9)).length).toBeLessThanOrEqual(40);
  });

  test('says what is missing before asking the server', () => {
    expect(faultsOf(form)).toEqual({});
    expect(faultsOf(empty('CO'))).toEqual({
      name: 'required',
      industry: 'chooseIndustry',
      fullName: 'required',
      email: 'required',
      password: 'required',
      accepted: 'mustAccept',
    });
    expect(faultsOf({ ...form, email: 'ana', password: 'corta' })).toEqual({
      email: 'badEmail',
      password: 'short',
    });
    expect(faultsOf({ ...form, password: 'a'.repeat(72) })).toEqual({});
    expect(faultsOf({ ...form, password: 'ñ'.repeat(37) })).toEqual({ password: 'long' });
  });

  test('speaks the names of the API', () => {
    expect(bodyOf(form, 'sol')).toMatchObject({
      organization_name: 'Clínica Sol',
      slug: 'sol',
      accept_terms: true,
    });
    expect(bodyOf(form, '')).not.toHaveProperty('slug');
    expect(refused({ 'owner.password': 'débil', other: 'x' })).toEqual({ password: 'débil' });
  });

  test('guesses the country, and knows where a business will be', () => {
    expect(countryOf(['en-US', 'es-PE'])).toBe('PE');
    expect(countryOf(['en-US'])).toBe('CO');
    expect(countryOf([])).toBe('CO');
    expect(addressOf('sol', 'panal.co')).toBe('sol.panal.co');
    expect(addressOf('sol', '10.0.0.1:8080')).toBe('10.0.0.1:8080/t/sol');
  });
});
