import { useT } from '../../i18n/react';

export const INDUSTRIES = [
  'barberia',
  'salon_belleza',
  'estetica',
  'spa',
  'podologia',
  'consultorio_medico',
  'clinica_dental',
  'veterinaria',
  'academia',
  'centro_fitness',
  'taller_tecnico',
  'estudio_fotografico',
  'comida_rapida',
  'otro',
] as const;

export const PLANS = ['trial', 'basico', 'profesional', 'empresarial', 'custom'] as const;

export const TENANT_STATES = [
  'active',
  'provisioning',
  'pending',
  'maintenance',
  'suspended',
  'deleting',
  'deleted',
] as const;

export const SUBSCRIPTION_STATES = ['trial', 'active', 'past_due', 'suspended', 'cancelled'] as const;

export const LIMITS = [
  'users',
  'clients',
  'professionals',
  'appointments_per_month',
  'branches',
  'storage_mib',
] as const;
export type Limit = (typeof LIMITS)[number];

/** Where Panal is sold, the countries that ask most first. */
export const COUNTRIES = [
  'CO',
  'PE',
  'MX',
  'CL',
  'EC',
  'AR',
  'BO',
  'CR',
  'GT',
  'PA',
  'UY',
  'PY',
  'SV',
  'HN',
  'NI',
  'DO',
  'VE',
  'US',
] as const;

const GROUPS = {
  industries: INDUSTRIES,
  plans: PLANS,
  states: TENANT_STATES,
  subscriptions: SUBSCRIPTION_STATES,
  limits: LIMITS,
} as const;
type Group = keyof typeof GROUPS;

export interface Choice {
  id: string;
  name: string;
}

/** Names of what the platform has codes for: `const name = useNames(); name('plans', 'basico')`. */
export function useNames() {
  const t = useT();
  const name = (group: Group, code: string): string =>
    (GROUPS[group] as readonly string[]).includes(code)
      ? t(`platform.names.${group}.${code}` as 'platform.names.plans.basico')
      : code;
  const choices = (group: Group): Choice[] => GROUPS[group].map((id) => ({ id, name: name(group, id) }));
  return { name, choices };
}
