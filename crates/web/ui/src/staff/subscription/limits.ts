import type { Plan, PlanLimits } from '../../api/schema';

export const RESOURCES = [
  'users',
  'clients',
  'professionals',
  'appointments_per_month',
  'branches',
  'storage_mib',
] as const satisfies (keyof PlanLimits)[];
export type Resource = (typeof RESOURCES)[number];

/** How full a limit is: amber from four fifths on, red where nothing fits any more. */
export type Fill = 'fine' | 'nearly' | 'full';

export function fillOf(used: number, maximum: number | null | undefined): Fill {
  if (maximum == null) return 'fine';
  if (used >= maximum) return 'full';
  return used >= maximum * 0.8 ? 'nearly' : 'fine';
}

/** What a plan allows less of than is used now: it would be refused. */
export function exceeded(plan: Plan, used: Partial<Record<string, number>>): Resource[] {
  return RESOURCES.filter((resource) => {
    const maximum = plan.limits[resource];
    return maximum != null && (used[resource] ?? 0) > maximum;
  });
}
