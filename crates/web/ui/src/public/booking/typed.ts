/** What a visitor types about themselves. It lives in this page's memory alone. */
export interface Typed {
  firstName: string;
  lastName: string;
  phone: string;
  email: string;
  notes: string;
  whatsapp: boolean;
  /** The text that was agreed to; null is not agreed. */
  agreed: string | null;
}

export const NOTHING_TYPED: Typed = {
  firstName: '',
  lastName: '',
  phone: '',
  email: '',
  notes: '',
  whatsapp: false,
  agreed: null,
};

/** What cannot be left empty, in the order of the form. */
export type Needed = 'firstName' | 'phone' | 'agreed';

export function missing(typed: Typed, consent: string): Needed[] {
  const needed: Needed[] = [];
  if (typed.firstName.trim() === '') needed.push('firstName');
  if (typed.phone.trim() === '') needed.push('phone');
  if (typed.agreed !== consent) needed.push('agreed');
  return needed;
}

/** The API's names of these fields, as its refusals use them. */
export const FIELDS: Record<string, keyof Typed> = {
  first_name: 'firstName',
  last_name: 'lastName',
  phone: 'phone',
  email: 'email',
  notes: 'notes',
  'consent.data_processing': 'agreed',
  'consent.text': 'agreed',
};
