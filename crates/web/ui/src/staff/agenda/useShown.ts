import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Formats } from '../../format/formats';
import { useLanguage } from '../../i18n/react';
import { useBranch, useBranches, useZone } from '../core/branch';
import { useTenant } from '../core/me';
import type { Column } from './Calendar';
import { NO_ROOM } from './events';
import { appointmentsQuery, professionalsQuery, roomsQuery, servicesQuery, slotsQuery } from './queries';
import { useRight } from './rights';
import { daysOf } from './ranges';
import { LIVE, type AgendaState } from './state';

/** Others change the agenda too: it is read again this often, and whenever the page is looked at. */
const FRESH = { refetchInterval: 25_000, refetchOnWindowFocus: true } as const;

/** Everything that the agenda shows for what its address says. */
export function useShown(state: AgendaState) {
  const may = useRight();

  const branches = useBranches();
  const chosen = useBranch();
  const branch = branches.find(({ id }) => id === chosen) ?? null;
  // The agenda goes by the clock of its branch.
  const formats = useFormatsIn(useZone());

  const today = formats.today();
  const date = state.date || today;
  const days = useMemo(() => daysOf(state.view, date, formats), [state.view, date, formats]);

  const professionals = useQuery({ ...professionalsQuery, enabled: may('professionals.view') });
  const rooms = useQuery({ ...roomsQuery, enabled: may('rooms.view') });
  const services = useQuery({ ...servicesQuery, enabled: may('services.view') });

  const range = { ...days, ...(branch ? { branch: branch.id } : {}) };
  const states = state.states.length > 0 ? state.states : LIVE;
  const appointments = useQuery({
    ...appointmentsQuery({
      ...range,
      ...(state.services.length > 0 ? { service: state.services.join(',') } : {}),
    }),
    ...FRESH,
  });
  const open = useQuery({ ...slotsQuery(range, 'disponible'), ...FRESH });
  const blocks = useQuery({ ...slotsQuery(range, 'bloqueado'), ...FRESH });

  const rows = useMemo(() => {
    const shown = new Set<string>(states);
    return (appointments.data ?? []).filter(
      (row) =>
        shown.has(row.state) &&
        (state.professionals.length === 0 || state.professionals.includes(row.professional_id)) &&
        (state.rooms.length === 0 || (row.room_id != null && state.rooms.includes(row.room_id))),
    );
  }, [appointments.data, states, state.professionals, state.rooms]);

  const staff = professionals.data ?? NONE;
  const places = useMemo(
    () => (rooms.data ?? NONE).filter((room) => branch === null || room.branch_id === branch.id),
    [rooms.data, branch],
  );
  const columns = useMemo((): Column[] => {
    if (state.by === 'room') {
      const chosen = places.filter(({ id }) => state.rooms.length === 0 || state.rooms.includes(id));
      const columns = chosen.map(({ id, name, color }) => ({ id, title: name, color }));
      return rows.some(({ room_id }) => room_id == null)
        ? [...columns, { id: NO_ROOM, title: '', color: null }]
        : columns;
    }
    // Who left may still have appointments; without the right to see professionals these say who there is.
    const known = new Map<string, Column>(
      staff.map(({ id, full_name, color }) => [id, { id, title: full_name, color }]),
    );
    for (const { professional_id: id, professional_name, professional_color } of rows) {
      if (!known.has(id)) known.set(id, { id, title: professional_name, color: professional_color });
    }
    const all = [...known.values()];
    return all.filter(({ id }) => state.professionals.length === 0 || state.professionals.includes(id));
  }, [state.by, state.rooms, state.professionals, places, staff, rows]);

  return {
    formats,
    today,
    date,
    days,
    branch,
    branches,
    professionals: staff,
    rooms: places,
    services: services.data ?? NONE,
    rows,
    all: appointments.data ?? NONE,
    appointments,
    open: open.data,
    blocks: blocks.data ?? NONE,
    columns,
    ready: !appointments.isPending && (!professionals.isLoading || state.by === 'room') && !rooms.isLoading,
  };
}

/** How the business writes, by the clock of a zone. */
function useFormatsIn(zone: string): Formats {
  const { locale, currency } = useTenant();
  const language = useLanguage();
  return useMemo(
    () => new Formats({ locale, currency, time_zone: zone }, language),
    [locale, currency, zone, language],
  );
}

export type Shown = ReturnType<typeof useShown>;

// One empty list for all, so that what depends on it stays the same.
const NONE: never[] = [];
