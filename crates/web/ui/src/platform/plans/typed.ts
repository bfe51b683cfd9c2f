import type { PlatformPlan, PlatformPlanPatch } from '../../api/schema';
import { LIMITS, type Limit } from '../core/names';

/** A plan as it is typed: dollars, and limits of which an empty one is none. */
export interface Typed {
  price: string;
  limits: Record<Limit, string>;
}

export function typedOf(plan: PlatformPlan): Typed {
  const limits = LIMITS.map((limit) => [limit, plan.limits[limit]?.toString() ?? '']);
  return {
    price: (plan.price_usd_cents / 100).toString(),
    limits: Object.fromEntries(limits) as Typed['limits'],
  };
}

/** What changed of a plan; null while something is no number. */
export function changes(plan: PlatformPlan, { price, limits }: Typed): PlatformPlanPatch | null {
  const cents = Math.round(Number(price.trim().replace(',', '.')) * 100);
  if (price.trim() === '' || !Number.isFinite(cents) || cents < 0) return null;
  const body: PlatformPlanPatch = {};
  if (cents !== plan.price_usd_cents) body.price_usd_cents = cents;
  for (const limit of LIMITS) {
    const text = limits[limit].trim();
    if (!/^\d*$/.test(text)) return null;
    const most = text === '' ? null : Number(text);
    if (most !== (plan.limits[limit] ?? null)) body[limit] = most;
  }
  return body;
}
