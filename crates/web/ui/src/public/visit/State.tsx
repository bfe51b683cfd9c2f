import { useT } from '../../i18n/react';
import type { Key } from '../../i18n';

const LABELS: Record<string, Key> = {
  pendiente: 'common.states.pendiente',
  confirmada: 'common.states.confirmada',
  en_curso: 'common.states.en_curso',
  completada: 'common.states.completada',
  cancelada: 'common.states.cancelada',
  no_asistio: 'common.states.no_asistio',
};

/** The state of an appointment, in its colour and in a word. */
export function State({ state }: { state: string }) {
  const t = useT();
  const label = LABELS[state];
  return <span className={`state state-${state.replaceAll('_', '-')}`}>{label ? t(label) : state}</span>;
}
