import { Box } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Appointment, TimeSlot } from '../../api/schema';
import { useT } from '../../i18n/react';
import type { AppointmentState } from '../../theme/tokens';
import { BlockPopover } from './BlockPopover';
import type { BookingStart } from './BookingDialog';
import { Calendar, type CalendarTexts, type Column, type Dropped } from './Calendar';
import { choices } from './Chooser';
import { conflictOf, type Conflict } from './conflicts';
import {
  appointmentEvents,
  blockEvents,
  closedEvents,
  draftEvents,
  NO_ROOM,
  openSpans,
  type Draft,
} from './events';
import { MoveDialog, type Move } from './MoveDialog';
import { refresh } from './useAppointment';
import { eachDay, hoursOf, hourText } from './ranges';
import { useRight, useVerbs } from './rights';
import type { AgendaState } from './state';
import { openTimes, takenTimes } from './taken';
import type { Shown } from './useShown';
import { useSwipe } from './useSwipe';
import { useTell } from './useTell';

interface AgendaGridProps {
  shown: Shown;
  state: AgendaState;
  change: (part: Partial<AgendaState>) => void;
  phone: boolean;
  draft: Draft | null;
  onBook: (start: BookingStart) => void;
}

/** The days as a grid: what is booked can be dragged, free time can be pressed. */
export function AgendaGrid({ shown, state, change, phone, draft, onBook }: AgendaGridProps) {
  const t = useT();
  const client = useQueryClient();
  const may = useRight();
  const verbs = useVerbs();
  const tell = useTell();
  const [move, setMove] = useState<Move | null>(null);
  const [block, setBlock] = useState<{ slot: TimeSlot; at: { left: number; top: number } } | null>(null);
  const { formats, rows, blocks, open, days } = shown;
  const mayBook = may('appointments.add', shown.branch?.id);
  const month = state.view === 'month';

  const columns = useColumns(shown, state, phone);
  const spans = useMemo(() => (open ? openSpans(open, formats) : null), [open, formats]);
  const hours = useMemo(() => {
    const all = spans ? [...spans.values()].flat() : [];
    const booked = rows.map(({ starts_at, ends_at }) => ({
      start: formats.wallClock(starts_at),
      end: formats.wallClock(ends_at),
    }));
    return hoursOf([...all, ...booked]);
  }, [spans, rows, formats]);
  const hiddenDays = useMemo(() => {
    if (state.view !== 'week' || !spans) return NO_DAYS;
    const used = new Set([...spans.values()].flat().map(({ start }) => start.slice(0, 10)));
    for (const { day } of rows) used.add(day);
    // Days on which nobody works are left out, unless nobody works at all.
    const idle = eachDay(days.from, days.until, formats).filter(
      (day) => !used.has(day) && day !== shown.date,
    );
    return idle.length > 5 ? NO_DAYS : idle.map((day) => (formats.weekdayOf(day) + 1) % 7);
  }, [state.view, spans, rows, days, formats, shown.date]);

  const events = useMemo(() => {
    const asked = {
      by: state.by,
      formats,
      stateText: (value: string) => t(`common.states.${value as AppointmentState}`),
      blockText: t('agenda.block.blocked'),
      movable: (row: Appointment) => !month && verbs(row).includes('reschedule'),
    };
    if (month) return appointmentEvents(rows, asked);
    const ids = columns.map(({ id }) => id);
    return [
      ...(spans && state.by === 'professional' ? closedEvents(spans, ids, days, hours, formats) : []),
      ...blockEvents(blocks, asked),
      ...appointmentEvents(rows, asked),
      ...draftEvents(draft),
    ];
  }, [state.by, formats, t, month, verbs, rows, blocks, spans, columns, days, hours, draft]);

  // What is in the way is worked out once, not with every move of the pointer.
  const known = useMemo(
    () => ({
      taken: takenTimes(shown.all, blocks, t('agenda.block.blocked')),
      open: open ? openTimes(open) : null,
    }),
    [shown.all, blocks, open, t],
  );
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const goal = (row: Appointment, column: string | undefined) => ({
    professional: state.by === 'professional' && column ? column : row.professional_id,
    room: state.by === 'room' && column ? (column === NO_ROOM ? null : column) : row.room_id,
  });
  const conflictAt = (id: string, start: string, column: string | undefined): Conflict => {
    const row = byId.get(id);
    if (!row) return null;
    const from = Date.parse(formats.instant(start));
    return conflictOf(
      {
        id,
        from,
        to: from + row.minutes * 60_000,
        ...goal(row, column),
        before: row.buffer_before_minutes,
        after: row.buffer_after_minutes,
      },
      known.taken,
      known.open,
    );
  };
  const onDrop = ({ id, start, column, conflict, revert }: Dropped) => {
    const row = byId.get(id);
    if (!row || conflict?.kind === 'taken' || column === NO_ROOM) {
      revert();
      refresh(client);
      if (conflict?.kind === 'taken') tell(t('agenda.move.taken', { label: conflict.label }));
      return;
    }
    const { professional, room } = goal(row, column);
    setMove({
      appointment: row,
      starts_at: formats.instant(start),
      professional_id: professional,
      room_id: room ?? null,
      revert,
    });
  };

  const now = formats.now();
  const inView = shown.today >= days.from && shown.today <= days.until;
  const hour = Number(now.slice(11, 13));
  const scrollTo = hourText(inView && hour > hours.min + 1 && hour < hours.max ? hour - 1 : hours.min + 1);

  const single = columns.length === 1;
  const weekKind = single ? 'timeGridWeek' : 'resourceTimeGridWeek';
  const kind = month ? 'dayGridMonth' : state.view === 'week' ? weekKind : 'resourceTimeGridDay';
  const texts = useMemo(
    (): CalendarTexts => ({
      arrived: t('agenda.signs.arrived'),
      series: t('agenda.signs.series'),
      notes: t('agenda.signs.notes'),
      alone: t('agenda.alone'),
      more: (count) => t('agenda.moreEvents', { smart_count: count }),
      conflict: (conflict, start) => {
        const time = start.slice(11, 16);
        if (conflict === null) return t('agenda.move.free', { time });
        if (conflict.kind === 'outside') return t('agenda.move.outside', { time });
        return t('agenda.move.takenAt', { time, label: conflict.label });
      },
    }),
    [t],
  );
  // A week is scrolled sideways by the same stroke.
  const swipe = useSwipe(phone && state.view === 'day', (by) => {
    const all = choices({ shown, state });
    const at = all.findIndex(({ id }) => id === columns[0]?.id);
    const next = all[at + by];
    if (next) change(state.by === 'room' ? { rooms: [next.id] } : { professionals: [next.id] });
  });

  return (
    <Box sx={{ height: '100%', position: 'relative' }} {...swipe}>
      <Calendar
        kind={kind}
        date={shown.date}
        columns={columns}
        hours={hours}
        hiddenDays={hiddenDays}
        columnWidth={widthOf(kind, columns.length, phone)}
        scrollTo={scrollTo}
        events={events}
        held={move !== null}
        selectable={mayBook && !phone && !month}
        formats={formats}
        texts={texts}
        label={t('agenda.title')}
        conflictAt={conflictAt}
        onPoint={({ start, end, column, at }) => {
          if (!mayBook) return;
          const only = single ? columns[0]?.id : undefined;
          const where = column ?? only;
          onBook({
            start,
            end,
            professional: state.by === 'professional' ? where : undefined,
            room: state.by === 'room' && where !== NO_ROOM ? where : undefined,
            at,
          });
        }}
        onEvent={(id, at) => {
          const slot = blocks.find((block) => `block-${block.id}` === id);
          if (slot) setBlock({ slot, at });
          else if (byId.has(id)) change({ appointment: id });
        }}
        onDrop={onDrop}
        onDay={(day) => change({ view: 'day', date: day })}
        onColumn={
          phone || state.view === 'month'
            ? null
            : (id) => {
                if (id === NO_ROOM) return;
                const ids = single ? [] : [id];
                const who = state.by === 'room' ? { rooms: ids } : { professionals: ids };
                change(single ? { ...who, view: 'day' } : { ...who, view: 'week' });
              }
        }
      />
      {move && <MoveDialog move={move} shown={shown} onClose={() => setMove(null)} />}
      {block && <BlockPopover {...block} onClose={() => setBlock(null)} />}
    </Box>
  );
}

const NO_DAYS: number[] = [];

/** The columns; on a phone there is place for one. */
function useColumns({ columns }: Shown, { view }: AgendaState, phone: boolean): Column[] {
  const t = useT();
  return useMemo(() => {
    const named = columns.map((column) =>
      column.id === NO_ROOM ? { ...column, title: t('agenda.noRoom') } : column,
    );
    return phone && view !== 'month' ? named.slice(0, 1) : named;
  }, [columns, view, phone, t]);
}

function widthOf(kind: string, columns: number, phone: boolean): string | undefined {
  if (kind === 'resourceTimeGridWeek') return 'minmax(128px, 1fr)';
  if (kind === 'timeGridWeek') return phone ? 'minmax(104px, 1fr)' : undefined;
  return columns > 1 ? 'minmax(150px, 1fr)' : undefined;
}
