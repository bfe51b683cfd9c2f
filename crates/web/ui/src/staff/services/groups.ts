interface Sorted {
  name: string;
  category?: string | null;
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether every word of a search is in one of some texts, without regard to case and accents. */
export function matches(search: string, texts: (string | null | undefined)[]): boolean {
  const all = plain(texts.filter(Boolean).join(' '));
  return plain(search)
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => all.includes(word));
}

/** Rows by category, in their order; those without one come last, under null. */
export function byCategory<T extends Sorted>(rows: readonly T[]): [string | null, T[]][] {
  const groups = new Map<string | null, T[]>();
  for (const row of rows) {
    const category = row.category ?? null;
    const group = groups.get(category);
    if (group) group.push(row);
    else groups.set(category, [row]);
  }
  const without = groups.get(null);
  groups.delete(null);
  return without ? [...groups, [null, without]] : [...groups];
}
