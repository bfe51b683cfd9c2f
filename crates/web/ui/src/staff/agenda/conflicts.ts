/** Time that somebody or something has: milliseconds. */
export interface Taken {
  /** The appointment or block. */
  id: string;
  from: number;
  to: number;
  professional?: string | null;
  room?: string | null;
  /** Who or what has it, for people. */
  label: string;
}

/** What stands in the way of a time, as far as this page knows. The server has the last word. */
export type Conflict = { kind: 'taken'; label: string } | { kind: 'outside' } | null;

interface Wanted {
  id: string;
  from: number;
  to: number;
  professional: string;
  room?: string | null;
  /** Kept free around it, in minutes. */
  before: number;
  after: number;
}

/**
 * Looks a time up. `taken` has what is kept free around appointments in it; `open` is the working time of the
 * professionals, null where it is not known.
 */
export function conflictOf(
  wanted: Wanted,
  taken: Taken[],
  open: ReadonlyMap<string, { from: number; to: number }[]> | null,
): Conflict {
  const from = wanted.from - wanted.before * 60_000;
  const to = wanted.to + wanted.after * 60_000;
  for (const other of taken) {
    if (other.id === wanted.id || other.from >= to || other.to <= from) continue;
    const same =
      other.professional === wanted.professional || (wanted.room != null && other.room === wanted.room);
    if (same) return { kind: 'taken', label: other.label };
  }
  if (open === null) return null;
  const spans = open.get(wanted.professional) ?? [];
  const works = spans.some((span) => span.from <= wanted.from && span.to >= wanted.to);
  return works ? null : { kind: 'outside' };
}
