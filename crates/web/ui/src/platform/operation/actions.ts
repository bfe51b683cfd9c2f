import { useT } from '../../i18n/react';

/** What the platform's audit tells of, most asked for first. */
export const ACTIONS = [
  'tenant.create',
  'tenant.request',
  'tenant.update',
  'tenant.state',
  'tenant.suspend',
  'tenant.activate',
  'tenant.maintenance',
  'tenant.plan',
  'tenant.override',
  'tenant.override_removed',
  'tenant.impersonate',
  'tenant.list_users',
  'tenant.backup',
  'tenant.delete',
  'tenant.restore',
  'tenant.purge',
  'limit.set',
  'module.enable',
  'domain.add',
  'domain.primary',
  'domain.remove',
  'subscription.activate',
  'subscription.cancel',
  'subscription.change',
  'subscription.advance',
  'plan.update',
  'service_template.create',
  'service_template.update',
  'service_template.retire',
  'service_template.restore',
  'job.retry',
  'platform_user.create',
  'platform_user.disable',
  'platform_user.enable',
  'platform_user.reset_second_factor',
  'user.create',
] as const;
type Action = (typeof ACTIONS)[number];

/** `tenant.override_removed` as `tenantOverrideRemoved`, by which its words are found. */
type Camel<T extends string> = T extends `${infer A}.${infer B}` ? `${Joined<A>}${Capitalize<Joined<B>>}` : T;
type Joined<T extends string> = T extends `${infer A}_${infer B}` ? `${A}${Capitalize<Joined<B>>}` : T;

/** What was done, in words; what is newer than this page by its name. */
export function useAction(): (action: string) => string {
  const t = useT();
  return (action) => {
    if (!(ACTIONS as readonly string[]).includes(action)) return action;
    const name = action.replace(/[._](\w)/g, (_all, letter: string) => letter.toUpperCase()) as Camel<Action>;
    return t(`platform.actions.${name}`);
  };
}

/** What an entry says beside, flat, without what says nothing: ids are for programs. */
export function told(detail: Record<string, unknown>): [name: string, value: string][] {
  return Object.entries(detail)
    .filter(([name, value]) => value !== null && value !== '' && name !== 'id' && !name.endsWith('_id'))
    .map(([name, value]) => [name, text(value)]);
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, one]) => `${name} ${text(one)}`)
    .join(', ');
}
