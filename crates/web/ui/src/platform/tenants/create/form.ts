import type { NewTenantBody } from '../../../api/schema';

/** What the form has. */
export interface TenantFields {
  name: string;
  slug: string;
  profile: string;
  country: string;
  plan: string;
  tax_id: string;
  phone: string;
  withOwner: boolean;
  owner: { full_name: string; email: string; password: string };
}

export const EMPTY: TenantFields = {
  name: '',
  slug: '',
  profile: '',
  country: 'CO',
  plan: 'trial',
  tax_id: '',
  phone: '',
  withOwner: true,
  owner: { full_name: '', email: '', password: '' },
};

/** What the API is asked for: without what was left empty. */
export function bodyOf({ withOwner, owner, ...fields }: TenantFields): NewTenantBody {
  const { name, profile, country, plan } = fields;
  const optional = Object.fromEntries(
    (['slug', 'tax_id', 'phone'] as const)
      .map((field) => [field, fields[field].trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  return {
    name: name.trim(),
    profile,
    country,
    plan,
    ...optional,
    ...(withOwner
      ? { owner: { ...owner, full_name: owner.full_name.trim(), email: owner.email.trim() } }
      : {}),
  };
}

/** A label under the base domain made of a name, to begin with. */
export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
}
