import type { RegisterBody } from '../../api/schema';
import { COUNTRIES } from '../industries';

/** What is typed to register a business. It lives in this page's memory alone. */
export interface Form {
  name: string;
  /** Null follows the name. */
  slug: string | null;
  industry: string;
  country: string;
  fullName: string;
  email: string;
  password: string;
  accepted: boolean;
}

export const empty = (country: string): Form => ({
  name: '',
  slug: null,
  industry: '',
  country,
  fullName: '',
  email: '',
  password: '',
  accepted: false,
});

export type Fault = 'required' | 'chooseIndustry' | 'short' | 'long' | 'badEmail' | 'mustAccept';
export type Faults = Partial<Record<keyof Form, string>>;

/** Fewest characters of a password, as the API has it. */
const SHORTEST = 10;
/** Most bytes: an accented letter has two. */
const LONGEST = 72;

/** What can be told without asking the server, in the order of the form. */
export function faultsOf(form: Form): Partial<Record<keyof Form, Fault>> {
  const faults: Partial<Record<keyof Form, Fault>> = {};
  if (form.name.trim() === '') faults.name = 'required';
  if (form.industry === '') faults.industry = 'chooseIndustry';
  if (form.fullName.trim() === '') faults.fullName = 'required';
  if (!/^\S+@\S+\.\S+$/.test(form.email.trim())) faults.email = form.email.trim() ? 'badEmail' : 'required';
  if ([...form.password].length < SHORTEST) faults.password = form.password ? 'short' : 'required';
  if (new TextEncoder().encode(form.password).length > LONGEST) faults.password = 'long';
  if (!form.accepted) faults.accepted = 'mustAccept';
  return faults;
}

/** The API's names of these fields, as its refusals use them. */
const FIELDS: Record<string, keyof Form> = {
  organization_name: 'name',
  slug: 'slug',
  industry: 'industry',
  country: 'country',
  'owner.full_name': 'fullName',
  'owner.email': 'email',
  'owner.password': 'password',
  accept_terms: 'accepted',
};

/** What the API refused, by our names. */
export function refused(fields: Record<string, string>): Faults {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, message]) => {
      const name = FIELDS[field];
      return name ? [[name, message]] : [];
    }),
  );
}

/** What the API takes. */
export function bodyOf(form: Form, slug: string): RegisterBody {
  return {
    organization_name: form.name.trim(),
    ...(slug ? { slug } : {}),
    industry: form.industry,
    country: form.country,
    owner: { full_name: form.fullName.trim(), email: form.email.trim(), password: form.password },
    accept_terms: form.accepted,
  };
}

/** An address made of a name, as the server makes it; it has the last word. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('&', 'y')
    .replace(/['’.]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}

/** The country of a visitor, by their languages; Colombia where they do not say. */
export function countryOf(languages: readonly string[]): string {
  const regions = languages.map((language) => new Intl.Locale(language).region ?? '');
  return regions.find((region) => region !== 'US' && COUNTRIES.includes(region)) ?? 'CO';
}

/** Where a business of this slug is going to be. */
export function addressOf(slug: string, host: string): string {
  // Addresses of machines have no subdomains.
  return /^(\d+\.){3}\d+(:\d+)?$/.test(host) ? `${host}/t/${slug}` : `${slug}.${host}`;
}
