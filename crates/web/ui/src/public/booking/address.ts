/** The steps of a booking. Each has an address of its own, so that the browser's way back is the visitor's. */
export const STEPS = ['services', 'time', 'details', 'done'] as const;
export type Step = (typeof STEPS)[number];

const PATHS: Record<Step, string> = {
  services: '/reservar',
  time: '/reservar/hora',
  details: '/reservar/datos',
  done: '/reservar/lista',
};

/** What a visitor chose so far: nothing about who they are. */
export interface Choice {
  services: string[];
  /** Null is whoever is free. */
  professional: string | null;
  branch: string | null;
  day: string | null;
}

export const MOST_SERVICES = 5;

/** Reads an address; what makes no sense is left out. */
export function read({ path, search }: { path: string; search: string }): { step: Step; choice: Choice } {
  const query = new URLSearchParams(search);
  const id = (name: string) => {
    const value = query.get(name);
    return value !== null && /^[0-9a-f-]{36}$/i.test(value) ? value : null;
  };
  const services = (query.get('service') ?? query.get('services') ?? '')
    .split(',')
    .filter((one) => /^[0-9a-f-]{36}$/i.test(one));
  const day = query.get('day');
  return {
    step: STEPS.find((step) => PATHS[step] === path.replace(/\/$/, '')) ?? 'services',
    choice: {
      services: [...new Set(services)].slice(0, MOST_SERVICES),
      professional: id('professional'),
      branch: id('branch'),
      day: day !== null && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null,
    },
  };
}

/** The address of a step. */
export function write(step: Step, { services, professional, branch, day }: Choice): string {
  const query = [
    services.length > 0 ? `service=${services.join(',')}` : '',
    professional ? `professional=${professional}` : '',
    branch ? `branch=${branch}` : '',
    day ? `day=${day}` : '',
  ].filter(Boolean);
  return PATHS[step] + (query.length > 0 ? `?${query.join('&')}` : '');
}
