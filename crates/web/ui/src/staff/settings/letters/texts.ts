import type { LetterTexts } from '../../../api/schema';

/** What can be said in a business's own words. */
export const PARTS = ['subject', 'opening', 'closing'] as const;
export type Part = (typeof PARTS)[number];

/** What the API takes: an empty text is the product's own. */
export function textsOf(typed: Record<Part, string>): Required<LetterTexts> {
  const text = (part: Part) => (typed[part].trim() === '' ? null : typed[part].trim());
  return { subject: text('subject'), opening: text('opening'), closing: text('closing') };
}

/** A text with a placeholder in the place of what is selected, and where the cursor is then. Words stay apart. */
export function inserted(text: string, placeholder: string, from: number, to: number) {
  const before = text.slice(0, from);
  const after = text.slice(to);
  const left = before === '' || /[\s(«"¿¡]$/.test(before) ? '' : ' ';
  const right = after === '' || /^[\s.,;:!?)»"]/.test(after) ? '' : ' ';
  const cursor = before.length + left.length + placeholder.length;
  return { text: `${before}${left}${placeholder}${right}${after}`, cursor };
}
