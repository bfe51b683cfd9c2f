/** What the product is made of, each part after what it builds on, as in the server's catalogue. */
export const MODULES = {
  core: [],
  crm: ['core'],
  scheduling: ['crm'],
  clinical: ['scheduling'],
  commerce: ['crm'],
  inventory: ['core'],
  kitchen: ['commerce'],
  printing: ['core'],
  finance: ['crm'],
  studio: ['finance'],
  delivery: ['commerce'],
  ordering: ['commerce'],
  analytics: ['core'],
  messaging: ['crm'],
} as const satisfies Record<string, readonly string[]>;

export type ModuleName = keyof typeof MODULES;
export const moduleNames = Object.keys(MODULES) as ModuleName[];

/** What a module builds on that is not there yet, the first to be made first. */
export function missing(module: ModuleName, present: readonly string[]): ModuleName[] {
  const found: ModuleName[] = [];
  for (const required of MODULES[module] as readonly ModuleName[]) {
    for (const name of [...missing(required, present), required])
      if (!present.includes(name) && !found.includes(name)) found.push(name);
  }
  return found;
}
