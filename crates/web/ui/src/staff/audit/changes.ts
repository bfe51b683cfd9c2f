/** A field that changed, and how. What is no pair of before and after (a reason, a count) has only a value. */
export interface Change {
  field: string;
  before: unknown;
  after: unknown;
  /** Whether it is told with what was before. */
  pair: boolean;
}

/** What an entry tells of changes. Of an id that means nothing to people there is nothing to show. */
export function changesOf(changes: Record<string, unknown>): Change[] {
  return Object.entries(changes)
    .filter(([field]) => field !== 'id' && field !== 'session_id')
    .map(([field, value]) =>
      Array.isArray(value) && value.length === 2
        ? { field, before: value[0] as unknown, after: value[1] as unknown, pair: true }
        : { field, before: null, after: value, pair: false },
    );
}

/** What a value is, so that it can be written as people write it. */
export type Shown =
  | { kind: 'nothing' }
  | { kind: 'masked' }
  | { kind: 'yes' | 'no' }
  | { kind: 'instant' | 'day' | 'text'; text: string };

export function shown(value: unknown): Shown {
  if (value === null || value === undefined || value === '') return { kind: 'nothing' };
  if (value === '***') return { kind: 'masked' };
  if (typeof value === 'boolean') return { kind: value ? 'yes' : 'no' };
  if (Array.isArray(value) && value.length === 0) return { kind: 'nothing' };
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number'))
    return { kind: 'text', text: value.join(', ') };
  if (typeof value === 'object') return { kind: 'text', text: JSON.stringify(value) };
  const text = String(value as string | number);
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return { kind: 'instant', text };
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { kind: 'day', text };
  return { kind: 'text', text };
}

/** Where the thing of an entry is shown; null: nowhere. */
export function linkTo(entity: string, id: string | null | undefined): string | null {
  switch (entity) {
    case 'clients':
    case 'users':
    case 'roles':
    case 'branches':
    case 'professionals':
    case 'services':
    case 'rooms':
      return id ? `/${entity}/${id}` : null;
    case 'weekly_schedules':
      return id ? `/professionals/${id}` : null;
    case 'api_keys':
      return '/claves';
    case 'settings':
    case 'brand':
      return '/ajustes';
    case 'subscription':
      return '/plan';
    default:
      return null;
  }
}
