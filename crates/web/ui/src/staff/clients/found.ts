/** A part of a text; `hit` where it was looked for. */
export interface Part {
  text: string;
  hit: boolean;
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Splits a text where the words of a search are in it, without regard to case and accents, as the server finds. Digits
 * are found however they are grouped.
 */
export function highlight(text: string, search: string): Part[] {
  const words = wordsOf(search);
  const marked = new Array<boolean>(text.length).fill(false);
  for (const word of words) mark(text, word, marked);
  const parts: Part[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const hit = marked[at] ?? false;
    const last = parts.at(-1);
    if (last?.hit === hit) last.text += text[at];
    else parts.push({ text: text[at] ?? '', hit });
  }
  return parts;
}

/** Groups of digits are one number, as in `+51 987 654`. */
function wordsOf(search: string): string[] {
  const joined = search.replace(/(?<=\d)[\s().-]+(?=\d)/g, '');
  return plain(joined).split(/\s+/).filter(Boolean);
}

function mark(text: string, word: string, marked: boolean[]): void {
  const digits = /^\+?\d+$/.test(word);
  // The letters to compare, each with its place in the text.
  const letters: string[] = [];
  const places: number[] = [];
  [...text].reduce((at, character) => {
    for (const letter of plain(character)) {
      if (digits && /[\s().-]/.test(letter)) continue;
      letters.push(letter);
      places.push(at);
    }
    return at + character.length;
  }, 0);
  const whole = letters.join('');
  for (let from = whole.indexOf(word); from >= 0; from = whole.indexOf(word, from + 1)) {
    const [first = 0, last = 0] = [places[from], places[from + word.length - 1]];
    marked.fill(true, first, last + 1);
  }
}
