import type { NewScheduleException, ScheduleException } from '../../../api/schema';
import { formatTime, overlaps, parseTime, type Span } from '../time';
import { kindOf, type Kind } from './kinds';

/** An exception as it is filled in. */
export interface Draft {
  kind: Kind;
  /** Empty: everybody. */
  professional: string;
  /** Empty: everywhere. */
  branch: string;
  startsOn: string;
  endsOn: string;
  hours: Span[];
  reason: string;
}

export const USUAL: Span = { from: 9 * 60, until: 13 * 60 };

export function draftOf(old: ScheduleException): Draft {
  return {
    kind: kindOf(old.kind),
    professional: old.professional_id ?? '',
    branch: old.branch_id ?? '',
    startsOn: old.starts_on,
    endsOn: old.ends_on,
    hours: old.hours.map(({ from, until }) => ({ from: parseTime(from) ?? 0, until: parseTime(until) ?? 0 })),
    reason: old.reason ?? '',
  };
}

export function bodyOf(draft: Draft): NewScheduleException {
  const { kind, professional, branch, startsOn, endsOn, hours, reason } = draft;
  return {
    kind,
    professional_id: professional || null,
    branch_id: branch || null,
    starts_on: startsOn,
    ends_on: endsOn || startsOn,
    hours:
      kind === 'day_off'
        ? []
        : hours.map(({ from, until }) => ({ from: formatTime(from), until: formatTime(until) })),
    reason: reason.trim() || null,
  };
}

export type Trouble = 'who' | 'dates' | 'hours' | 'order' | 'overlap';

/** What keeps it from being sent; null when nothing does. */
export function trouble({ kind, professional, branch, startsOn, endsOn, hours }: Draft): Trouble | null {
  if (!startsOn || (endsOn && endsOn < startsOn)) return 'dates';
  if (kind === 'day_off') return null;
  if (!professional || !branch) return 'who';
  if (hours.length === 0) return 'hours';
  if (hours.some(({ from, until }) => from >= until)) return 'order';
  return hours.some((one, at) => hours.slice(0, at).some((other) => overlaps(one, other))) ? 'overlap' : null;
}
