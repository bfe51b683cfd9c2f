import { describe, expect, it } from 'vitest';
import { parseAmount } from './amount';

describe('an amount', () => {
  it('is read as people there write it', () => {
    expect(parseAmount('25.000', 'es-CO')).toBe('25000');
    expect(parseAmount('25,000', 'es-PE')).toBe('25000');
    expect(parseAmount('120.50', 'es-PE')).toBe('120.50');
    expect(parseAmount('120,50', 'es-CO')).toBe('120.50');
  });

  it('is read in the other way where that is clear', () => {
    expect(parseAmount('120.5', 'es-CO')).toBe('120.5');
    expect(parseAmount('1,234.50', 'es-CO')).toBe('1234.50');
    expect(parseAmount('1.234.567', 'es-PE')).toBe('1234567');
  });

  it('may have a currency, and may be none', () => {
    expect(parseAmount('$ 80.000', 'es-CO')).toBe('80000');
    expect(parseAmount('S/ 80', 'es-PE')).toBe('80');
    expect(parseAmount('', 'es-PE')).toBeNull();
    expect(parseAmount('gratis', 'es-PE')).toBeNull();
    expect(parseAmount('-5', 'es-PE')).toBeNull();
  });
});
