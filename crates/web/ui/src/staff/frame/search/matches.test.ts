import { expect, it } from 'vitest';
import { matches } from './matches';

it('finds by the beginnings of words, without accents and case', () => {
  expect(matches('Configuración', 'config')).toBe(true);
  expect(matches('Lista de espera', 'esp lis')).toBe(true);
  expect(matches('Configuración', 'CONFIGURACIO')).toBe(true);
  expect(matches('Configuración', 'guracion')).toBe(false);
  expect(matches('Hoy', 'hoy mañana')).toBe(false);
  expect(matches('Hoy', ' ')).toBe(true);
});
