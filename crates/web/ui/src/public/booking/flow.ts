import type { PublicBooked, PublicHold, PublicProfessional, PublicService } from '../../api/schema';
import { MOST_SERVICES, type Choice, type Step } from './address';

/** A time that is kept for the visitor. */
export interface Held {
  hold: PublicHold;
  /** When it ends, by the clock of this device (milliseconds): that may go wrong, but not while one waits. */
  until: number;
}

/** What an entry of the history carries in a booking. */
export interface Entry {
  held: Held;
  booked: PublicBooked;
  /** Word of it went to an e-mail address. */
  mailed: boolean;
  /** The visitor has been here: an address that says what to book does not lead on again. */
  seen: true;
  /** The time that somebody else took, so that they are back at the times. */
  lost: string;
}

/** What another entry carries on: without the visitor's own hold, their own time would look taken. */
export function carried({ held }: Partial<Entry>, more: Partial<Entry> = {}): Partial<Entry> {
  return held ? { held, ...more } : more;
}

/** The step that can be shown: nobody gives their data before there is a time. */
export function reachable(asked: Step, choice: Choice, entry: Partial<Entry>): Step {
  if (asked === 'done') return entry.booked ? 'done' : 'services';
  if (choice.services.length === 0) return 'services';
  if (asked === 'details' && !entry.held) return 'time';
  return asked;
}

/** Chooses a service, or leaves it out; never more than a visit can have. */
export function toggled(services: string[], id: string): string[] {
  if (services.includes(id)) return services.filter((other) => other !== id);
  return services.length < MOST_SERVICES ? [...services, id] : services;
}

/** A choice with other services: a professional was chosen for the first of them, and days were those of the old ones. */
export function withServices(choice: Choice, services: string[]): Choice {
  const same = choice.services[0] === services[0];
  return { ...choice, services, professional: same ? choice.professional : null, day: null };
}

export interface Line {
  id: string;
  name: string;
  price: number;
  minutes: number;
}

/** What a visit has, as far as it is known: whoever was chosen may have a price and minutes of their own. */
export function lines(
  services: string[],
  offered: PublicService[],
  professionals: PublicProfessional[],
  professional: string | null,
): Line[] {
  const own = professionals.find((one) => one.id === professional);
  return services.flatMap((id, at) => {
    const service = offered.find((one) => one.id === id);
    if (!service) return [];
    const { name } = service;
    const price = Number((at === 0 ? own?.price : null) ?? service.price);
    const minutes = (at === 0 ? own?.minutes : null) ?? service.minutes;
    return [{ id, name, price, minutes }];
  });
}

export function total(visit: Line[]): { price: number; minutes: number } {
  return visit.reduce(
    (sum, { price, minutes }) => ({ price: sum.price + price, minutes: sum.minutes + minutes }),
    { price: 0, minutes: 0 },
  );
}

/** By category, in the order in which they come; what has none comes last. */
export function byCategory(
  services: PublicService[],
): { category: string | null; services: PublicService[] }[] {
  const groups = new Map<string | null, PublicService[]>();
  for (const service of services) {
    const category = service.category ?? null;
    groups.set(category, [...(groups.get(category) ?? []), service]);
  }
  return [...groups]
    .map(([category, all]) => ({ category, services: all }))
    .sort((a, b) => Number(a.category === null) - Number(b.category === null));
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The services in whose name, category or description all words are, with or without accents. */
export function found(services: PublicService[], words: string): PublicService[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return services.filter(({ name, category, description }) => {
    const text = plain([name, category, description].join(' '));
    return wanted.every((word) => text.includes(word));
  });
}
