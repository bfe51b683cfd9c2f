import { fromDate, parseAbsolute, parseDate, parseDateTime, toZoned, today } from '@internationalized/date';
import type { Tenant } from '../api/schema';
import type { Language } from '../i18n';

/**
 * How a business writes times, dates and money: in its locale, its time zone and its currency, whatever the device has.
 *
 * Instants are RFC 3339 text in UTC, days are `YYYY-MM-DD`, times of day `HH:MM`, amounts decimal text, as in the API.
 */
export class Formats {
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
  private readonly made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

  /** `language`: of the screens. Where the business's locale is in another, its country decides the rest. */
  constructor(business: Pick<Tenant, 'locale' | 'time_zone' | 'currency'>, language: Language) {
    const locale = new Intl.Locale(business.locale);
    this.locale =
      locale.language === language
        ? business.locale
        : locale.region
          ? `${language}-${language === 'en' && locale.region !== 'US' ? 'GB' : locale.region}`
          : language;
    this.timeZone = business.time_zone;
    this.currency = business.currency;
  }

  /** `14:30`, in the zone of the business. */
  time(instant: string): string {
    return this.dates({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant));
  }

  /** `mar, 24 nov` of an instant or a day. */
  dayShort(when: string): string {
    return this.day(when, { weekday: 'short', day: 'numeric', month: 'short' });
  }

  /** `martes, 24 de noviembre`. */
  dayLong(when: string): string {
    return this.day(when, { weekday: 'long', day: 'numeric', month: 'long' });
  }

  /** `24 nov 2026`. */
  date(when: string): string {
    return this.day(when, { day: 'numeric', month: 'short', year: 'numeric' });
  }

  /** `martes`. */
  weekday(when: string, width: 'long' | 'short' | 'narrow' = 'long'): string {
    return this.day(when, { weekday: width });
  }

  /** `noviembre de 2026`. */
  month(when: string): string {
    return this.day(when, { month: 'long', year: 'numeric' });
  }

  /** `24 nov 2026, 14:30`. */
  dateTime(instant: string): string {
    return `${this.date(instant)}, ${this.time(instant)}`;
  }

  /** Any other form of an instant or a day. */
  day(when: string, options: Intl.DateTimeFormatOptions): string {
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(when);
    return isDay
      ? this.dates({ ...options, timeZone: 'UTC' }).format(new Date(`${when}T12:00:00Z`))
      : this.dates(options).format(new Date(when));
  }

  /** `hace 5 minutos`, `en 2 días`. */
  relative(instant: string, now: number = Date.now()): string {
    const seconds = (Date.parse(instant) - now) / 1000;
    const format = new Intl.RelativeTimeFormat(this.locale, { numeric: 'auto' });
    for (const [unit, size] of [
      ['day', 86400],
      ['hour', 3600],
      ['minute', 60],
    ] as const) {
      if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
    }
    return format.format(Math.round(seconds), 'second');
  }

  /** An amount in the currency of the business: `$ 120.000`, `S/ 120.00`. Whole ones of a currency without cents have none. */
  money(amount: string | number): string {
    const value = Number(amount);
    const whole = Number.isInteger(value) && ['COP', 'CLP', 'PYG', 'CRC', 'ARS'].includes(this.currency);
    return this.numbers({
      style: 'currency',
      currency: this.currency,
      currencyDisplay: 'narrowSymbol',
      ...(whole ? { maximumFractionDigits: 0 } : {}),
    }).format(value);
  }

  number(value: number, options: Intl.NumberFormatOptions = {}): string {
    return this.numbers(options).format(value);
  }

  /** `64 %` of 0.64. */
  percent(share: number, digits = 0): string {
    return this.numbers({ style: 'percent', maximumFractionDigits: digits }).format(share);
  }

  /** The day now, where the business is. */
  today(): string {
    return today(this.timeZone).toString();
  }

  /** An instant as clocks there show it, `YYYY-MM-DDTHH:MM:SS`. */
  wallClock(instant: string): string {
    return parseAbsolute(instant, this.timeZone).toString().slice(0, 19);
  }

  /** The day there of an instant. */
  dayOf(instant: string): string {
    return this.wallClock(instant).slice(0, 10);
  }

  /** The instant at which clocks there show this (`YYYY-MM-DDTHH:MM[:SS]`), as the API takes it. */
  instant(wallClock: string): string {
    return toZoned(parseDateTime(wallClock), this.timeZone).toDate().toISOString();
  }

  /** A day so many days later. */
  addDays(day: string, days: number): string {
    return parseDate(day).add({ days }).toString();
  }

  /** 0 for Monday to 6 for Sunday. */
  weekdayOf(day: string): number {
    return (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;
  }

  /** The Monday of its week. */
  weekOf(day: string): string {
    return this.addDays(day, -this.weekdayOf(day));
  }

  /** What clocks there show at a moment of this device. */
  now(date: Date = new Date()): string {
    return fromDate(date, this.timeZone).toString().slice(0, 19);
  }

  private dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return this.kept(
      'd',
      options,
      () => new Intl.DateTimeFormat(this.locale, { timeZone: this.timeZone, ...options }),
    );
  }

  private numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    return this.kept('n', options, () => new Intl.NumberFormat(this.locale, options));
  }

  // Making a format costs a hundred times more than using it.
  private kept<F extends Intl.DateTimeFormat | Intl.NumberFormat>(
    kind: string,
    options: object,
    make: () => F,
  ): F {
    const name = kind + JSON.stringify(options);
    let format = this.made.get(name) as F | undefined;
    if (!format) this.made.set(name, (format = make()));
    return format;
  }
}
