import type { Appointment } from '../../api/schema';
import type { AppointmentState } from '../../theme/tokens';

/** What can be done with an appointment, as the API calls it. */
export type Verb =
  'confirm' | 'arrive' | 'start' | 'complete' | 'no-show' | 'cancel' | 'reschedule' | 'reopen';

const BY_STATE: Record<AppointmentState, Verb[]> = {
  pendiente: ['confirm', 'arrive', 'start', 'no-show', 'reschedule', 'cancel'],
  confirmada: ['arrive', 'start', 'no-show', 'reschedule', 'cancel'],
  en_curso: ['complete', 'reopen'],
  completada: [],
  cancelada: ['reopen'],
  no_asistio: ['reopen'],
};

type Asked = Pick<Appointment, 'state' | 'arrived_at' | 'starts_at'>;

/** What the state allows, the most likely first. Nobody arrives twice, or is missed before the hour has come. */
export function verbsOf({ state, arrived_at, starts_at }: Asked, now = Date.now()): Verb[] {
  return BY_STATE[state as AppointmentState].filter((verb) => {
    if (verb === 'arrive') return !arrived_at;
    if (verb === 'no-show') return !arrived_at && Date.parse(starts_at) <= now;
    return true;
  });
}

const BECOMES: Partial<Record<Verb, AppointmentState>> = {
  confirm: 'confirmada',
  start: 'en_curso',
  complete: 'completada',
  'no-show': 'no_asistio',
  cancel: 'cancelada',
  reopen: 'confirmada',
};

/** How the appointment will most likely look, shown until the server answers. */
export function expected<T extends Appointment>(appointment: T, verb: Verb, now = new Date()): T {
  const at = now.toISOString();
  const state = BECOMES[verb] ?? appointment.state;
  switch (verb) {
    case 'arrive':
      return { ...appointment, arrived_at: at };
    case 'start':
      return { ...appointment, state, started_at: at };
    case 'complete':
      return { ...appointment, state, completed_at: at };
    case 'reopen':
      return { ...appointment, state, started_at: null, cancelled_at: null, cancellation_reason: null };
    default:
      return { ...appointment, state };
  }
}

/** The verb that takes another back, where there is one that tells nobody. */
export function undoOf(verb: Verb): Verb | null {
  return verb === 'start' || verb === 'no-show' ? 'reopen' : null;
}
