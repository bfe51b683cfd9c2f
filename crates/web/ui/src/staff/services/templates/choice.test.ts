import { describe, expect, it } from 'vitest';
import type { ServiceTemplate } from '../../../api/schema';
import { asked, begin, picked, tick, unpriced } from './choice';

const template = (code: string, more: Partial<ServiceTemplate> = {}) =>
  ({ code, price: '50.00', popular: true, imported: false, ...more }) as ServiceTemplate;

const templates = [
  template('corte'),
  template('barba', { popular: false }),
  template('tinte', { imported: true }),
  template('otro', { price: null }),
];

describe('templates', () => {
  it('begin with the popular ones that are not there', () => {
    expect([...begin(templates).chosen]).toEqual(['corte', 'otro']);
  });

  it('need a price', () => {
    const choice = begin(templates);
    expect(unpriced(templates, choice).map(({ code }) => code)).toEqual(['otro']);
    expect(unpriced(templates, { ...choice, prices: { otro: '30' } })).toEqual([]);
    expect(unpriced(templates, { ...choice, prices: { otro: '30', corte: 'gratis' } })).toHaveLength(1);
  });

  it('are asked for with the prices that are the business’s own', () => {
    const choice = tick(
      { ...begin(templates), prices: { otro: '30', corte: '50' } },
      ['barba', 'tinte'],
      true,
    );
    expect(asked(templates, choice)).toEqual({
      templates: ['corte', 'barba', 'otro'],
      prices: { otro: '30' },
    });
    expect(picked(templates, tick(choice, ['corte', 'barba', 'otro'], false))).toEqual([]);
  });
});
