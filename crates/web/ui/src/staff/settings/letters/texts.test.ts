import { expect, it } from 'vitest';
import { inserted, textsOf } from './texts';

it('puts a placeholder where the cursor is, and keeps words apart', () => {
  expect(inserted('Hola', '{client}', 4, 4)).toEqual({ text: 'Hola {client}', cursor: 13 });
  expect(inserted('Hola .', '{client}', 5, 5)).toEqual({ text: 'Hola {client}.', cursor: 13 });
  expect(inserted('a xx b', '{date}', 2, 4)).toEqual({ text: 'a {date} b', cursor: 8 });
  expect(inserted('', '{date}', 0, 0)).toEqual({ text: '{date}', cursor: 6 });
  expect(inserted('¿fin', '{date}', 1, 1).text).toBe('¿{date} fin');
});

it('leaves to the product what is empty', () => {
  expect(textsOf({ subject: ' Hola ', opening: '', closing: ' \n' })).toEqual({
    subject: 'Hola',
    opening: null,
    closing: null,
  });
});
