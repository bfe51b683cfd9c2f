import { describe, expect, it } from 'vitest';
import { highlight } from './found';

const shown = (text: string, search: string) =>
  highlight(text, search)
    .map(({ text: part, hit }) => (hit ? `[${part}]` : part))
    .join('');

describe('what was looked for', () => {
  it('is found without accents and case, each word by itself', () => {
    expect(shown('María José Quispe', 'jose MARIA')).toBe('[María] [José] Quispe');
    expect(shown('Ñusta Peña', 'pen')).toBe('Ñusta [Peñ]a');
  });

  it('is found in telephones however they are grouped', () => {
    expect(shown('+51 960 701 849', '960701')).toBe('+51 [960 701] 849');
    expect(shown('+51 960 701 849', '960 7018')).toBe('+51 [960 701 8]49');
  });

  it('may be nowhere, or nothing', () => {
    expect(highlight('Ana', '')).toEqual([{ text: 'Ana', hit: false }]);
    expect(highlight('', 'ana')).toEqual([]);
    expect(shown('Ana', 'zoe')).toBe('Ana');
  });
});
