import { describe, expect, it } from 'vitest';
import { byCategory, matches } from './groups';

describe('services', () => {
  it('stand under their categories, in their order, those without one last', () => {
    const rows = [
      { name: 'Otro', category: null },
      { name: 'Corte', category: 'Cortes' },
      { name: 'Barba', category: 'Barba' },
      { name: 'Degradado', category: 'Cortes' },
    ];
    expect(byCategory(rows).map(([category, those]) => [category, those.map(({ name }) => name)])).toEqual([
      ['Cortes', ['Corte', 'Degradado']],
      ['Barba', ['Barba']],
      [null, ['Otro']],
    ]);
  });

  it('are found by all words, without accents', () => {
    expect(matches('extraccion muela', ['Extracción de cordal', 'La muela del juicio', null])).toBe(true);
    expect(matches('extraccion niños', ['Extracción de cordal'])).toBe(false);
    expect(matches('', ['Corte'])).toBe(true);
  });
});
