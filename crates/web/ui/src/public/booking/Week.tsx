import type { FreeDay } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Icon } from '../../site/Icon';

interface Props {
  days: FreeDay[];
  /** The day whose times are shown. */
  shown: string;
  choose: (day: FreeDay) => void;
  /** There may be days behind the last. */
  canGoOn: boolean;
  loading: boolean;
  /** Asking for the days behind the last went wrong. */
  failed: boolean;
  more: () => void;
}

/** Seven days at a time, the first of which is today. */
export function Week({ days, shown, choose, canGoOn, loading, failed, more }: Props) {
  const t = useT();
  const formats = useFormats();
  const at = Math.max(
    0,
    days.findIndex(({ date }) => date === shown),
  );
  const page = Math.floor(at / 7);
  const week = days.slice(page * 7, page * 7 + 7);
  const weekAt = (number: number) => days.slice(number * 7, number * 7 + 7);
  // The day of that week that has times; else its first.
  const open = (number: number) => {
    const target = weekAt(number);
    const day = target.find(({ starts }) => starts.length > 0) ?? target[0];
    if (day) choose(day);
    if (weekAt(number + 1).length === 0 && canGoOn) more();
  };
  const following = weekAt(page + 1);
  // Where the following week could not be asked for, the arrow asks again.
  const hasNext =
    following.some(({ reason }) => reason !== 'too_far_ahead') ||
    (following.length === 0 && failed && canGoOn);
  const month = formats.month(week[0]?.date ?? shown);
  return (
    <div className="week-frame">
      <div className="week-head">
        <h2 className="week-month">{month}</h2>
        <button
          type="button"
          className="round"
          aria-label={t('public.time.previous')}
          disabled={page === 0}
          onClick={() => open(page - 1)}
        >
          <Icon name="chevronLeft" />
        </button>
        <button
          type="button"
          className="round"
          aria-label={t('public.time.following')}
          aria-busy={loading}
          disabled={!hasNext}
          onClick={() => open(page + 1)}
        >
          <Icon name="chevronRight" />
        </button>
      </div>
      <ul className="week">
        {week.map((day) => (
          <li key={day.date}>
            <Day day={day} isShown={day.date === shown} choose={choose} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Day({ day, isShown, choose }: { day: FreeDay; isShown: boolean; choose: (day: FreeDay) => void }) {
  const t = useT();
  const formats = useFormats();
  const count = day.starts.length;
  const name = formats.dayLong(day.date);
  const label =
    count > 0
      ? t('public.time.day', { day: name, smart_count: count })
      : t('public.time.dayFull', { day: name });
  return (
    <button
      type="button"
      className={`day ${isShown ? 'is-chosen' : ''} ${count === 0 ? 'is-empty' : ''}`}
      aria-pressed={isShown}
      aria-label={label}
      onClick={() => choose(day)}
    >
      <span className="day-name">{formats.weekday(day.date, 'short').replace('.', '')}</span>
      <span className="day-number">{Number(day.date.slice(8))}</span>
      <span className="day-dot" data-free={count === 0 ? 'none' : count < 5 ? 'few' : 'many'} />
    </button>
  );
}
