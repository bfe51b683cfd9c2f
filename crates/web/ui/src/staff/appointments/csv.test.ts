import { expect, it } from 'vitest';
import { csv } from './csv';

it('a spreadsheet reads it, and runs nothing of it', () => {
  expect(
    csv([
      ['Ana "la Güera", S.A.', 12.5, null],
      ['=1+1', -3, 'dos\nlíneas'],
    ]),
  ).toBe('\uFEFF"Ana ""la Güera"", S.A.",12.5,\r\n\'=1+1,-3,"dos\nlíneas"\r\n');
});
