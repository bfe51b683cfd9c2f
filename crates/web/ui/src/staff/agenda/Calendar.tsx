import {
  createCalendar,
  DayGrid,
  destroyCalendar,
  Interaction,
  ResourceTimeGrid,
  TimeGrid,
  type Calendar as EventCalendar,
} from '@event-calendar/core';
import '@event-calendar/core/index.css';
import { Box } from '@mui/material';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Formats } from '../../format/formats';
import type { Conflict } from './conflicts';
import { columnHead, eventContent, wallOf, type SignTexts } from './content';
import { Reconciler } from './events';
import { look } from './look';
import { hourText } from './ranges';

export interface Column {
  id: string;
  title: string;
  color?: string | null;
}

/** Beside which something opens: the edges of a column, and how far down. */
export interface PlaceAt {
  left: number;
  right: number;
  top: number;
}

/** A time somebody pointed at. */
export interface Pointed {
  start: string;
  /** Where a span was drawn. */
  end?: string;
  column?: string;
  at: PlaceAt;
}

/** An event that was let go somewhere else. */
export interface Dropped {
  id: string;
  start: string;
  column?: string;
  conflict: Conflict;
  /** Puts it back. */
  revert: () => void;
}

export interface CalendarTexts extends SignTexts {
  /** Of a column's head: shows it alone. */
  alone: string;
  more: (count: number) => string;
  conflict: (conflict: Conflict, start: string) => string;
}

interface CalendarProps {
  kind: 'resourceTimeGridDay' | 'resourceTimeGridWeek' | 'timeGridWeek' | 'dayGridMonth';
  date: string;
  columns: Column[];
  hours: { min: number; max: number };
  hiddenDays: number[];
  columnWidth: string | undefined;
  /** The time of day at which it begins to be seen. */
  scrollTo: string;
  events: EventCalendar.EventInput[];
  /** While somebody decides about a move, the events stay as they are. */
  held: boolean;
  selectable: boolean;
  formats: Formats;
  texts: CalendarTexts;
  label: string;
  onPoint: (pointed: Pointed) => void;
  onEvent: (id: string, at: { left: number; top: number }) => void;
  onDrop: (dropped: Dropped) => void;
  onDay: (day: string) => void;
  onColumn: ((id: string) => void) | null;
  /** What stands in the way of an event there. */
  conflictAt: (id: string, start: string, column: string | undefined) => Conflict;
}

const PLUGINS = [ResourceTimeGrid, TimeGrid, DayGrid, Interaction];

/**
 * The grid of the agenda. React says what it shows; what moves under the pointer is the grid's own business, so that
 * dragging costs no rendering.
 */
export function Calendar(props: CalendarProps) {
  const { kind, date, columns, hours, hiddenDays, columnWidth, scrollTo } = props;
  const { events, held, selectable, formats } = props;
  const target = useRef<HTMLDivElement>(null);
  const hint = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState(false);
  const [made, setMade] = useState<{ calendar: EventCalendar; reconciler: Reconciler } | null>(null);

  const content = useEffectEvent((info: EventCalendar.EventContentInfo) => eventContent(info, props.texts));
  const head = useEffectEvent((id: string, title: string, color: unknown) => {
    const { onColumn, texts } = props;
    return columnHead(title, color as string | null, texts.alone, onColumn && (() => onColumn(id)));
  });
  const dayHead = useEffectEvent((day: Date) => {
    const text = wallOf(day).slice(0, 10);
    return props.kind === 'dayGridMonth'
      ? formats.weekday(text, 'short')
      : formats.day(text, { weekday: 'short', day: 'numeric', month: 'short' });
  });
  const dayLabel = useEffectEvent((day: Date) => formats.dayLong(wallOf(day).slice(0, 10)));
  const more = useEffectEvent((count: number) => props.texts.more(count));
  const point = useEffectEvent((pointed: Pointed) => {
    if (props.kind === 'dayGridMonth') props.onDay(pointed.start.slice(0, 10));
    else props.onPoint(pointed);
  });
  const click = useEffectEvent(props.onEvent);
  const hover = useEffectEvent((id: string, start: string, column: string | undefined) => {
    const conflict = props.conflictAt(id, start, column);
    if (target.current) target.current.dataset.drag = conflict?.kind ?? 'free';
    if (hint.current) hint.current.textContent = props.texts.conflict(conflict, start);
  });
  const drop = useEffectEvent((info: EventCalendar.EventDropInfo, reconciler: Reconciler) => {
    const id = String(info.event.id);
    const start = wallOf(info.event.start);
    const column = info.newResource?.id;
    props.onDrop({
      id,
      start,
      column,
      conflict: props.conflictAt(id, start, column),
      revert: () => {
        info.revert();
        reconciler.doubt(id);
      },
    });
    reconciler.doubt(id);
  });
  const initial = useEffectEvent((): EventCalendar.Options => ({
    view: kind,
    date,
    columnWidth,
    hiddenDays: hiddenDays as EventCalendar.Options['hiddenDays'],
    resources: resourcesOf(columns),
    slotMinTime: hourText(hours.min),
    slotMaxTime: hourText(hours.max),
    scrollTime: scrollTo,
    timeZone: offsetNow(formats),
    locale: formats.locale,
    selectable,
  }));

  useEffect(() => {
    const element = target.current;
    if (!element) return;
    const reconciler = new Reconciler();
    const over = () => {
      setDragging(false);
      delete element.dataset.drag;
      if (hint.current) hint.current.textContent = '';
    };
    const calendar = createCalendar(element, PLUGINS, {
      ...initial(),
      headerToolbar: { start: '', center: '', end: '' },
      height: '100%',
      firstDay: 1,
      allDaySlot: false,
      slotDuration: '00:15:00',
      slotLabelInterval: '01:00:00',
      slotHeight: 20,
      snapDuration: '00:05:00',
      slotEventOverlap: false,
      nowIndicator: true,
      datesAboveResources: true,
      // The day is in the title already.
      views: { resourceTimeGridDay: { datesAboveResources: false } },
      dayMaxEvents: true,
      displayEventEnd: true,
      editable: true,
      eventDurationEditable: false,
      eventLongPressDelay: 350,
      selectLongPressDelay: 350,
      slotLabelFormat: (time) => wallOf(time).slice(11, 16),
      dayHeaderFormat: (day) => dayHead(day),
      dayHeaderAriaLabelFormat: (day) => dayLabel(day),
      resourceLabelContent: ({ resource }) =>
        head(resource.id, String(resource.title), resource.extendedProps.color),
      eventContent: (info) => content(info),
      moreLinkContent: ({ num }) => more(num),
      eventClick: ({ event, el }) => click(String(event.id), corner(el)),
      dateClick: ({ dateStr, resource, jsEvent }) =>
        point({ start: dateStr, column: resource?.id, at: pointerAt(jsEvent) }),
      select: ({ startStr, endStr, resource, jsEvent }) => {
        point({ start: startStr, end: endStr, column: resource?.id, at: pointerAt(jsEvent) });
        calendar.unselect();
      },
      eventDragStart: () => {
        setDragging(true);
      },
      eventDragStop: over,
      dragConstraint: ({ event, newResource }) => {
        hover(String(event.id), wallOf(event.start), newResource?.id);
        return true;
      },
      eventDrop: (info) => drop(info, reconciler),
      viewDidMount: () => {
        // What scrolls can be reached by keyboard also while nothing is in it.
        element.querySelector('.ec-main')?.setAttribute('tabindex', '0');
      },
    });
    const plain = plainly(element);
    setMade({ calendar, reconciler });
    return () => {
      plain.disconnect();
      setMade(null);
      void destroyCalendar(calendar);
    };
  }, []);

  const calendar = made?.calendar;
  useEffect(() => {
    calendar?.setOption('view', kind);
  }, [calendar, kind]);
  useEffect(() => {
    calendar?.setOption('date', date);
  }, [calendar, date]);
  const scroll = useEffectEvent(() => calendar?.setOption('scrollTime', scrollTo));
  useEffect(() => {
    // Not with every hour that passes: whoever reads keeps their place.
    scroll();
  }, [calendar, date, kind, hours.min]);
  useEffect(() => {
    calendar?.setOption('timeZone', offsetNow(formats));
    calendar?.setOption('locale', formats.locale);
  }, [calendar, formats]);
  useEffect(() => {
    calendar?.setOption('resources', resourcesOf(columns));
  }, [calendar, columns]);
  useEffect(() => {
    calendar?.setOption('slotMinTime', hourText(hours.min));
    calendar?.setOption('slotMaxTime', hourText(hours.max));
  }, [calendar, hours.min, hours.max]);
  useEffect(() => {
    calendar?.setOption('hiddenDays', hiddenDays as EventCalendar.Options['hiddenDays']);
  }, [calendar, hiddenDays]);
  useEffect(() => {
    calendar?.setOption('columnWidth', columnWidth);
  }, [calendar, columnWidth]);
  useEffect(() => {
    calendar?.setOption('selectable', selectable);
  }, [calendar, selectable]);
  useEffect(() => {
    // What came while something was being dragged is drawn when it is let go.
    if (!made || held || dragging) return undefined;
    made.reconciler.apply(made.calendar, events);
    if (kind !== 'dayGridMonth') return undefined;
    // The month stacks its events before those that were just added know their places. Another gap, too little to be
    // seen, makes it stack them again.
    const timer = setTimeout(() => {
      const gap = made.calendar.getOption('eventGap');
      made.calendar.setOption('eventGap', gap === 2 ? 2.01 : 2);
    });
    return () => clearTimeout(timer);
  }, [made, events, held, dragging, kind]);

  return (
    <>
      <Box ref={target} role="region" aria-label={props.label} sx={look} />
      <Box
        ref={hint}
        role="status"
        sx={(theme) => ({
          position: 'absolute',
          insetInline: 0,
          bottom: 16,
          mx: 'auto',
          width: 'fit-content',
          maxWidth: '90%',
          px: 2,
          py: 0.75,
          borderRadius: 99,
          zIndex: 5,
          pointerEvents: 'none',
          fontWeight: 600,
          background: theme.tokens.ink,
          color: theme.tokens.paper,
          boxShadow: 4,
          '&:empty': { display: 'none' },
        })}
      />
    </>
  );
}

function resourcesOf(columns: Column[]): EventCalendar.ResourceInput[] {
  return columns.map(({ id, title, color }) => ({ id, title, extendedProps: { color } }));
}

/** The roles of a table, which the grid gives itself, whose events no table may have. */
const TABLE = ['table', 'rowgroup', 'row', 'cell', 'columnheader'].map((role) => `[role=${role}]`).join();

/** Takes them away as they come: what is left are buttons that say all there is to say. */
function plainly(element: HTMLElement): MutationObserver {
  const strip = () => {
    for (const one of element.querySelectorAll(TABLE)) {
      one.removeAttribute('role');
      one.removeAttribute('aria-colindex');
      one.removeAttribute('aria-colspan');
    }
  };
  const observer = new MutationObserver(strip);
  observer.observe(element, { subtree: true, childList: true });
  strip();
  return observer;
}

/** How far clocks there are from UTC now, `-05:00`. */
function offsetNow(formats: Formats): string {
  const now = new Date();
  const minutes = Math.round((Date.parse(`${formats.now(now)}Z`) - now.getTime()) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function pointerAt(event: EventCalendar.DomEvent): PlaceAt {
  if (!(event instanceof MouseEvent))
    return { left: innerWidth / 2, right: innerWidth / 2, top: innerHeight / 3 };
  const day = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches('.ec-day'));
  const { left, right } = day?.getBoundingClientRect() ?? { left: event.clientX, right: event.clientX };
  return { left, right, top: event.clientY };
}

function corner(element: HTMLElement): { left: number; top: number } {
  const { right, top } = element.getBoundingClientRect();
  return { left: right, top };
}
