import type { Calendar } from '@event-calendar/core';
import type { Drawn } from './events';

/** The clock on the wall of a date as the calendar hands it out: in the fields of the device's own zone. */
export function wallOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:00`;
}

export const timeOf = (date: Date) => wallOf(date).slice(11, 16);

function element(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Signs beside the name; each has its words for who does not see them. */
export interface SignTexts {
  arrived: string;
  series: string;
  notes: string;
}

/** What stands in an event. Text alone, never HTML: it is what people wrote. */
export function eventContent(
  { event, view }: Calendar.EventContentInfo,
  signs: SignTexts,
): { domNodes: Node[] } {
  const drawn = event.extendedProps as unknown as Drawn;
  if (drawn.kind === 'closed') return { domNodes: [] };
  const title = String(event.title);
  const start = timeOf(event.start);
  const span = `${start}–${timeOf(event.end)}`;
  const name = element('span', 'pa-name', title);
  const brief = view.type.startsWith('dayGrid') || event.classNames.includes('pa-line');
  const time = element('time', 'pa-time', brief ? start : span);
  const marks = (['arrived', 'series', 'notes'] as const)
    .filter((sign) => drawn[sign])
    .map((sign) => {
      const mark = element('span', `pa-sign pa-sign-${sign}`, '');
      mark.title = signs[sign];
      mark.append(element('span', 'pa-hidden', `${signs[sign]}, `));
      return mark;
    });
  const head = element('span', 'pa-head', '');
  head.append(time, ...marks);
  const lines = [drawn.detail, drawn.where].filter(Boolean);
  return {
    domNodes: [
      head,
      name,
      ...lines.map((line, index) => element('span', `pa-more pa-more-${index + 1}`, line)),
      element('span', 'pa-hidden', drawn.state),
    ],
  };
}

/** The head of a column: whose it is, as a button that shows them alone. */
export function columnHead(
  label: string,
  color: string | null | undefined,
  title: string,
  onClick: (() => void) | null,
): { domNodes: Node[] } {
  const head = element(onClick ? 'button' : 'span', 'pa-column', '');
  const dot = element('span', 'pa-dot', '');
  if (color) dot.style.setProperty('background-color', color);
  head.append(dot, element('span', 'pa-column-name', label));
  if (onClick) {
    head.setAttribute('type', 'button');
    head.title = title;
    head.addEventListener('click', onClick);
  }
  return { domNodes: [head] };
}
