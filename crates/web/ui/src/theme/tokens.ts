import { contrast, mix, on, readable } from './colors';

export type Scheme = 'light' | 'dark';

/** The states of an appointment. */
export type AppointmentState =
  'pendiente' | 'confirmada' | 'en_curso' | 'completada' | 'cancelada' | 'no_asistio';

/** How a state looks: what it is filled with, the text on that, the edge, and a pattern for whoever sees no colours. */
export interface StateLook {
  fill: string;
  ink: string;
  edge: string;
  pattern: 'none' | 'stripes' | 'dots' | 'struck' | 'crossed';
}

export interface Tokens {
  background: string;
  /** Cards, dialogs, tables. */
  paper: string;
  /** A surface within paper: heads of tables, wells. */
  sunken: string;
  ink: string;
  inkSoft: string;
  line: string;
  /** The edge of what can be filled in: 3:1 against paper and background. */
  edge: string;
  /** What can be pressed, and what matters most: the business's colour, made readable. */
  primary: string;
  onPrimary: string;
  /** A wash of it, behind what is chosen. */
  primarySoft: string;
  danger: string;
  success: string;
  warning: string;
  info: string;
  states: Record<AppointmentState, StateLook>;
}

/** Honey, dark enough to be read. */
export const HONEY = '#b45309';

export const FONT = "'Figtree Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
/** Pixels. */
export const RADIUS = 12;

const LIGHT = {
  background: '#fbf7f1',
  paper: '#ffffff',
  sunken: '#f5eee4',
  ink: '#2a211a',
  inkSoft: '#655749',
  line: '#e8ddce',
  edge: '#918475',
  danger: '#b3261e',
  success: '#1f6f43',
  warning: '#8a5300',
  info: '#1d5f8a',
};

const DARK: typeof LIGHT = {
  background: '#171310',
  paper: '#211b16',
  sunken: '#2a231c',
  ink: '#f4ece2',
  inkSoft: '#c0b1a1',
  line: '#3d332a',
  edge: '#82766a',
  danger: '#ff9c92',
  success: '#7ed3a2',
  warning: '#f3bd6b',
  info: '#8cc6ee',
};

const STATES: Record<Scheme, Record<AppointmentState, StateLook>> = {
  light: {
    pendiente: { fill: '#fff0cc', ink: '#6b4300', edge: '#e0a020', pattern: 'stripes' },
    confirmada: { fill: '#dcecf7', ink: '#12486b', edge: '#3f8fc4', pattern: 'none' },
    en_curso: { fill: '#e9e0fa', ink: '#4a2d8f', edge: '#7c55d6', pattern: 'dots' },
    completada: { fill: '#ddf0e3', ink: '#17573a', edge: '#46a274', pattern: 'none' },
    cancelada: { fill: '#efe9e2', ink: '#62564a', edge: '#b3a596', pattern: 'struck' },
    no_asistio: { fill: '#fbe1de', ink: '#8c1d17', edge: '#d9564c', pattern: 'crossed' },
  },
  dark: {
    pendiente: { fill: '#46340f', ink: '#ffdf9e', edge: '#d59a26', pattern: 'stripes' },
    confirmada: { fill: '#16364a', ink: '#bfe2fa', edge: '#4a9ace', pattern: 'none' },
    en_curso: { fill: '#34265a', ink: '#ddcfff', edge: '#8e6be0', pattern: 'dots' },
    completada: { fill: '#173c2a', ink: '#b5e8cb', edge: '#4caa7b', pattern: 'none' },
    cancelada: { fill: '#322b24', ink: '#c9bcae', edge: '#75685b', pattern: 'struck' },
    no_asistio: { fill: '#4d201c', ink: '#ffc9c3', edge: '#d9635a', pattern: 'crossed' },
  },
};

/** The look of a scheme, in the colour of a business where it has one. */
export function tokens(scheme: Scheme, brand: string | null = null): Tokens {
  const base = scheme === 'light' ? LIGHT : DARK;
  // The surface that is nearest to the middle: what reads there reads on the others.
  const primary = readable(brand ?? (scheme === 'light' ? HONEY : '#f5b54a'), base.sunken);
  return {
    ...base,
    primary,
    onPrimary: on(primary),
    primarySoft: wash(base.paper, primary, scheme === 'light' ? 0.1 : 0.18),
    states: STATES[scheme],
  };
}

/** As much of a colour on a surface as lets text in the same colour be read on it, `most` at most. */
function wash(surface: string, color: string, most: number): string {
  for (let share = most; share > 0; share -= 0.02) {
    const tried = mix(surface, color, share);
    if (contrast(color, tried) >= 4.5) return tried;
  }
  return surface;
}
