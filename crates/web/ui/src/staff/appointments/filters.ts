import { parseDate } from '@internationalized/date';
import { isDay } from '../../format/day';

/** What the address may narrow by. */
export const FILTERS = [
  'from',
  'until',
  'state',
  'professional',
  'service',
  'room',
  'client',
  'branch',
  'q',
] as const;

export type Asked = Partial<Record<Exclude<(typeof FILTERS)[number], 'from' | 'until'>, string>> & {
  from: string;
  until: string;
};

/** Which appointments an address asks for: without days, those from a month ago to a month ahead. */
export function asked(params: URLSearchParams, branch: string | null, today: string): Asked {
  const from = day(params.get('from')) ?? parseDate(today).subtract({ days: 30 }).toString();
  const until = day(params.get('until')) ?? parseDate(today).add({ days: 30 }).toString();
  const rest = FILTERS.filter((name) => name !== 'from' && name !== 'until').flatMap((name) => {
    const value = params.get(name)?.trim() ?? (name === 'branch' ? branch : null);
    return value ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(rest), from, until };
}

function day(text: string | null): string | null {
  return text !== null && isDay(text) ? text : null;
}
