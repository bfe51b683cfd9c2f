import type { Client } from '../../api/schema';

/** A client's whole name. */
export const nameOf = ({ first_name, last_name }: Pick<Client, 'first_name' | 'last_name'>): string =>
  [first_name, last_name].filter(Boolean).join(' ');

const KINDS = ['cc', 'ce', 'ti', 'rc', 'pa', 'nit', 'dni', 'ruc', 'other'] as const;
export type DocumentKind = (typeof KINDS)[number];

/** The kinds of documents that people have in a country, the usual one first; the API takes no others there. */
export function documentKinds(country: string): DocumentKind[] {
  if (country === 'CO') return ['cc', 'ce', 'ti', 'rc', 'pa', 'nit', 'other'];
  if (country === 'PE') return ['dni', 'ce', 'ruc', 'pa', 'other'];
  return ['pa', 'other'];
}

/** A kind that we have words for; what is newer than this page is "other". */
export const documentKind = (kind: string): DocumentKind => KINDS.find((known) => known === kind) ?? 'other';

export const CONTACTS = ['whatsapp', 'phone', 'email', 'none'] as const;
export type PreferredContact = (typeof CONTACTS)[number];

export const preferredContact = (contact: string): PreferredContact =>
  CONTACTS.find((known) => known === contact) ?? 'phone';

/** Whole years from a day of birth to a day, both `YYYY-MM-DD`. */
export function ageOn(birthday: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthday.slice(0, 4));
  return day.slice(5) < birthday.slice(5) ? years - 1 : years;
}

/** The next birthday from a day on; of whoever was born on 29 February, 1 March in other years. */
export function nextBirthday(birthday: string, day: string): string {
  const inYear = (year: number) => {
    const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    return `${year}-${birthday.slice(5) === '02-29' && !leap ? '03-01' : birthday.slice(5)}`;
  };
  const year = Number(day.slice(0, 4));
  return inYear(year) >= day ? inYear(year) : inYear(year + 1);
}
