import type { Calendar } from '@event-calendar/core';
import type { Appointment, TimeSlot } from '../../api/schema';
import type { Formats } from '../../format/formats';
import { eachDay, outside, type Span } from './ranges';
import type { By } from './state';

/** What an event carries, for its content and for what is done with it. */
export interface Drawn {
  kind: 'appointment' | 'block' | 'closed' | 'draft';
  /** The second line: the service, or why it is blocked. */
  detail: string;
  /** The third: the room, or by whom. */
  where: string;
  /** The state in words. */
  state: string;
  arrived: boolean;
  series: boolean;
  notes: boolean;
}

/** A booking that is being written, shown where it would be. */
export interface Draft {
  start: string;
  end: string;
  column: string;
  title: string;
}

interface Asked {
  by: By;
  formats: Formats;
  /** The words of a state. */
  stateText: (state: string) => string;
  blockText: string;
  /** Whether somebody may move it. */
  movable: (appointment: Appointment) => boolean;
}

/** The column of what has no room. */
export const NO_ROOM = 'none';

const NOTHING: Omit<Drawn, 'kind'> = {
  detail: '',
  where: '',
  state: '',
  arrived: false,
  series: false,
  notes: false,
};

/** Appointments as the calendar draws them. */
export function appointmentEvents(rows: Appointment[], asked: Asked): Calendar.EventInput[] {
  const { by, formats } = asked;
  return rows.map((row) => {
    const drawn: Drawn = {
      kind: 'appointment',
      detail: row.service_name,
      where: (by === 'room' ? row.professional_name : row.room_name) ?? '',
      state: asked.stateText(row.state),
      arrived: row.arrived_at != null && row.started_at == null,
      series: row.series_id != null,
      notes: Boolean(row.client_notes ?? row.internal_notes),
    };
    return {
      id: row.id,
      start: formats.wallClock(row.starts_at),
      end: formats.wallClock(row.ends_at),
      resourceIds: [by === 'room' ? (row.room_id ?? NO_ROOM) : row.professional_id],
      title: row.client_name,
      startEditable: asked.movable(row),
      durationEditable: false,
      classNames: ['pa-app', `pa-${row.state}`, ...lengthClass(row.minutes)],
      extendedProps: { ...drawn },
    };
  });
}

/** Times that are blocked, of those who or what is shown. */
export function blockEvents(blocks: TimeSlot[], { by, formats, blockText }: Asked): Calendar.EventInput[] {
  return blocks.flatMap((block) => {
    const column = by === 'room' ? block.room_id : block.professional_id;
    if (column == null) return [];
    return {
      id: `block-${block.id}`,
      start: formats.wallClock(block.starts_at),
      end: formats.wallClock(block.ends_at),
      resourceIds: [column],
      title: block.reason || blockText,
      startEditable: false,
      durationEditable: false,
      classNames: ['pa-block', ...lengthClass(minutesOf(block))],
      extendedProps: { ...NOTHING, kind: 'block', state: blockText },
    };
  });
}

/** The shade over the hours at which nobody works. */
export function closedEvents(
  open: ReadonlyMap<string, Span[]>,
  columns: string[],
  days: { from: string; until: string },
  hours: { min: number; max: number },
  formats: Formats,
): Calendar.EventInput[] {
  return eachDay(days.from, days.until, formats).flatMap((day) =>
    columns.flatMap((column) =>
      outside(day, hours, open.get(column) ?? [], formats.addDays(day, 1)).map(({ start, end }) => ({
        id: `closed-${column}-${start}`,
        start,
        end,
        resourceIds: [column],
        display: 'background' as const,
        classNames: ['pa-closed'],
        extendedProps: { ...NOTHING, kind: 'closed' },
      })),
    ),
  );
}

export function draftEvents(draft: Draft | null): Calendar.EventInput[] {
  if (draft === null) return [];
  return [
    {
      id: 'draft',
      start: draft.start,
      end: draft.end,
      resourceIds: [draft.column],
      title: draft.title,
      startEditable: false,
      durationEditable: false,
      classNames: ['pa-draft'],
      extendedProps: { ...NOTHING, kind: 'draft' },
    },
  ];
}

/** The working time of each professional, by the clock on the wall. */
export function openSpans(slots: TimeSlot[], formats: Formats): Map<string, Span[]> {
  const open = new Map<string, Span[]>();
  for (const { professional_id, starts_at, ends_at } of slots) {
    if (professional_id == null) continue;
    const spans = open.get(professional_id) ?? [];
    spans.push({ start: formats.wallClock(starts_at), end: formats.wallClock(ends_at) });
    open.set(professional_id, spans);
  }
  return open;
}

function minutesOf({ starts_at, ends_at }: Pick<TimeSlot, 'starts_at' | 'ends_at'>): number {
  return (Date.parse(ends_at) - Date.parse(starts_at)) / 60_000;
}

function lengthClass(minutes: number): string[] {
  return minutes <= 20 ? ['pa-line'] : minutes <= 35 ? ['pa-two'] : minutes <= 50 ? ['pa-three'] : [];
}

/** What a reconciled calendar has to be able to do. */
type Target = Pick<Calendar, 'addEvent' | 'updateEvent' | 'removeEventById'>;

/**
 * Brings a calendar's events up to date by changing those alone that differ: others stay where they are, without
 * flicker, also when hundreds are shown.
 */
export class Reconciler {
  private readonly known = new Map<string, string>();

  apply(calendar: Target, events: Calendar.EventInput[]): void {
    const gone = new Set(this.known.keys());
    for (const event of events) {
      const id = String(event.id);
      gone.delete(id);
      const stamp = JSON.stringify(event);
      const before = this.known.get(id);
      if (before === stamp) continue;
      if (before === undefined) calendar.addEvent(event);
      else calendar.updateEvent(event);
      this.known.set(id, stamp);
    }
    for (const id of gone) {
      calendar.removeEventById(id);
      this.known.delete(id);
    }
  }

  /** Draws it anew the next time, since the calendar changed it by itself. */
  doubt(id: string): void {
    if (this.known.has(id)) this.known.set(id, '');
  }
}
