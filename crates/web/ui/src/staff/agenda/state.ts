import { isDay } from '../../format/day';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { AppointmentState } from '../../theme/tokens';

export type View = 'day' | 'week' | 'month' | 'list';
export type By = 'professional' | 'room';

/** What the agenda shows, as its address says it. */
export interface AgendaState {
  view: View;
  /** `YYYY-MM-DD`; empty is today. */
  date: string;
  by: By;
  /** Those that are shown; none is everybody. */
  professionals: string[];
  rooms: string[];
  branch: string;
  services: string[];
  /** Those that are shown; none is all but cancelled and missed ones. */
  states: AppointmentState[];
  /** The appointment whose panel is open. */
  appointment: string;
}

const VIEWS: View[] = ['day', 'week', 'month', 'list'];

/** What is shown unless somebody asks for more. */
export const LIVE: AppointmentState[] = ['pendiente', 'confirmada', 'en_curso', 'completada'];
export const ALL: AppointmentState[] = [...LIVE, 'cancelada', 'no_asistio'];

/** Reads an address; what makes no sense is as if it were not there. */
export function parseState(params: URLSearchParams): AgendaState {
  const several = (name: string) => (params.get(name) ?? '').split(',').filter(Boolean);
  const date = params.get('date') ?? '';
  return {
    view: VIEWS.find((view) => view === params.get('view')) ?? 'day',
    date: isDay(date) ? date : '',
    by: params.get('by') === 'room' ? 'room' : 'professional',
    professionals: several('professionals'),
    rooms: several('rooms'),
    branch: params.get('branch') ?? '',
    services: several('service'),
    states: ALL.filter((state) => several('states').includes(state)),
    appointment: params.get('appointment') ?? '',
  };
}

/** An address with other parts; what is as it would be anyway is left out. */
export function writeState(params: URLSearchParams, change: Partial<AgendaState>): URLSearchParams {
  const next = new URLSearchParams(params);
  const put = (name: string, value: string | string[] | undefined, plain = '') => {
    if (value === undefined) return;
    const text = Array.isArray(value) ? value.join(',') : value;
    if (text === plain) next.delete(name);
    else next.set(name, text);
  };
  put('view', change.view, 'day');
  put('date', change.date);
  put('by', change.by, 'professional');
  put('professionals', change.professionals);
  put('rooms', change.rooms);
  put('branch', change.branch);
  put('service', change.services);
  put('states', change.states);
  put('appointment', change.appointment);
  return next;
}

/** The agenda's state in the address, and a way to change parts of it. Going back leads to the view before. */
export function useAgendaState(): [AgendaState, (change: Partial<AgendaState>) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => parseState(params), [params]);
  const change = useCallback(
    (part: Partial<AgendaState>) => {
      // Opening a panel is a step that one can go back from; closing it is not another one.
      const replace = part.view === undefined && !part.appointment;
      setParams((now) => writeState(now, part), { replace });
    },
    [setParams],
  );
  return [state, change];
}
