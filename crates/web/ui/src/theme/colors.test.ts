import { describe, expect, it } from 'vitest';
import { contrast, on, readable } from './colors';
import { tokens } from './tokens';

const BRANDS = [
  '#ffffff',
  '#000000',
  '#ffff00',
  '#ff0000',
  '#00ffff',
  '#808080',
  '#f2a81d',
  '#0b3d91',
  '#e91e63',
];

describe('whatever colour a business chooses', () => {
  it.each(BRANDS)('%s: text in it and on it can be read, light and dark', (brand) => {
    for (const scheme of ['light', 'dark'] as const) {
      const { paper, background, primary, primarySoft, onPrimary } = tokens(scheme, brand);
      expect(contrast(primary, paper)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(primary, background)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(primary, primarySoft)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(primary, onPrimary)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

it('our own colours can be read on what they stand on', () => {
  for (const scheme of ['light', 'dark'] as const) {
    const own = tokens(scheme);
    for (const name of ['ink', 'inkSoft', 'danger', 'success', 'warning', 'info'] as const) {
      expect(contrast(own[name], own.paper), `${scheme} ${name}`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(own[name], own.background), `${scheme} ${name}`).toBeGreaterThanOrEqual(4.5);
    }
    for (const [name, state] of Object.entries(own.states)) {
      expect(contrast(state.ink, state.fill), `${scheme} ${name}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});

it('text on a colour is the one that reads better', () => {
  expect(on('#ffff00')).toBe('#1d1712');
  expect(on('#0b3d91')).toBe('#ffffff');
  expect(readable('#000000', '#ffffff')).toBe('#000000');
});
