import { expect, it } from 'vitest';
import { amount, bodyOf, fault } from './terms';

it.each([
  ['120', '120'],
  [' 120,5 ', '120.5'],
  ['120.50', '120.50'],
  ['1.200,50', null],
  ['-3', null],
  ['', null],
])('%s is an amount or none', (text, plain) => expect(amount(text)).toBe(plain));

it('finds what cannot be sent, only of what is given', () => {
  expect(fault({ offered: true, price: 'x', minutes: '' })).toBe('price');
  expect(fault({ offered: true, price: '', minutes: '0' })).toBe('minutes');
  expect(fault({ offered: true, price: '', minutes: '7.5' })).toBe('minutes');
  expect(fault({ offered: false, price: 'x', minutes: 'y' })).toBeNull();
  expect(fault({ offered: true, price: '80', minutes: '45' })).toBeNull();
});

it('sends empty terms as the service’s own', () => {
  expect(
    bodyOf({
      a: { offered: true, price: '80,5', minutes: '' },
      b: { offered: false, price: '10', minutes: '20' },
    }),
  ).toEqual([
    { service_id: 'a', is_offered: true, price: '80.5', minutes: null },
    { service_id: 'b', is_offered: false, price: null, minutes: null },
  ]);
});
