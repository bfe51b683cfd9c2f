import { useState, type ReactNode } from 'react';
import type { FreeDay, FreeStart } from '../../api/schema';
import { ApiError } from '../../api/problem';
import { FormatsProvider, useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { Failure, Notice } from '../../site/Notice';
import { useBusiness } from '../context';
import { TimesSkeleton } from './Skeletons';
import { firstFree, nearest } from './times';
import { Slots } from './Slots';
import { useFree, type Ask } from './useFree';
import { Week } from './Week';

interface Props {
  /** Names what is asked for: another name, other times. */
  name: string;
  ask: Ask;
  day: string | null;
  chooseDay: (day: string) => void;
  /** Takes a time. Where that fails because the time is gone, others are shown at once. */
  choose: (start: FreeStart) => Promise<void>;
  /** The time that the visitor lost before coming here. */
  lost?: string | null;
  /** What to do where there is no time at all. */
  none: ReactNode;
}

/** Times that are gone, rather than a visitor who did something wrong. */
const GONE = ['slot_taken', 'outside_working_time', 'too_soon', 'off_interval', 'nobody_available'];

/** A week of days and the times of one of them. */
export function TimePicker(props: Props) {
  const { tenant } = useBusiness();
  const free = useFree(props.name, props.ask);
  const t = useT();
  const first = firstFree(free.days);
  // Weeks without a time before the question that failed do not say that there is none.
  if (free.error !== null && first === null) return <Unread free={free} />;
  if (first === null && (free.loading || free.days.length === 0)) return <TimesSkeleton />;
  if (first === null) {
    return (
      <div className="nothing" role="status">
        <h2>{t('public.time.none.title')}</h2>
        <p>{t('public.time.none.text')}</p>
        {props.none}
      </div>
    );
  }
  return (
    <FormatsProvider business={{ ...tenant, time_zone: free.timeZone ?? tenant.time_zone }}>
      <Picker {...props} free={free} first={first} />
    </FormatsProvider>
  );
}

function Picker({ day, chooseDay, choose, lost: cameBack, free, first }: Props & PickerProps) {
  const t = useT();
  const formats = useFormats();
  const [busy, setBusy] = useState<string | null>(null);
  const [lost, setLost] = useState(cameBack ?? null);
  const [error, setError] = useState<unknown>(null);
  const shown = free.days.find(({ date }) => date === day) ?? first;
  const soonest = first.starts[0];

  const take = async (start: FreeStart) => {
    setBusy(start.starts_at);
    setError(null);
    setLost(null);
    try {
      await choose(start);
    } catch (problem) {
      if (problem instanceof ApiError && GONE.includes(problem.code)) {
        setLost(start.starts_at);
        await free.refresh().catch(() => undefined);
      } else setError(problem);
    } finally {
      setBusy(null);
    }
  };

  const isSoonestShown = shown.date === first.date;
  const goToDay = (to: FreeDay) => {
    setLost(null);
    chooseDay(to.date);
  };
  return (
    <div className="picker" aria-busy={busy !== null}>
      <Zone />
      {soonest && !isSoonestShown && (
        <button type="button" className="soonest" onClick={() => goToDay(first)}>
          {t('public.time.soonest', { day: formats.dayShort(first.date), time: soonest.local })}
        </button>
      )}
      <Week
        days={free.days}
        shown={shown.date}
        choose={goToDay}
        canGoOn={!free.isComplete}
        loading={free.loading}
        failed={free.error !== null}
        more={free.more}
      />
      {free.error !== null && <Unread free={free} />}
      {error !== null && <Failure error={error} />}
      {lost !== null && <Lost lost={lost} day={shown} busy={busy} take={(start) => void take(start)} />}
      <Slots day={shown} busy={busy} take={(start) => void take(start)} />
      <span className="visually-hidden" role="status">
        {busy !== null && t('public.time.holding')}
      </span>
    </div>
  );
}

interface PickerProps {
  free: ReturnType<typeof useFree>;
  first: FreeDay;
}

/** Says that days could not be asked for, and asks again. */
function Unread({ free }: Pick<PickerProps, 'free'>) {
  const t = useT();
  return (
    <Failure error={free.error}>
      <Button look="quiet" onClick={free.more}>
        {t('common.retry')}
      </Button>
    </Failure>
  );
}

/** Says that a time is gone, and which are nearest to it. */
function Lost({
  lost,
  day,
  busy,
  take,
}: {
  lost: string;
  day: FreeDay;
  busy: string | null;
  take: (start: FreeStart) => void;
}) {
  const t = useT();
  const formats = useFormats();
  const near = nearest(day.starts, lost);
  const time = formats.time(lost);
  return (
    <Notice kind="warning" urgent>
      <p>{t(near.length > 0 ? 'public.time.lost' : 'public.time.lostAll', { time })}</p>
      <div className="slots slots-near">
        {near.map((start) => (
          <button
            key={start.starts_at}
            type="button"
            className="slot"
            disabled={busy !== null}
            onClick={() => take(start)}
          >
            {start.local}
          </button>
        ))}
      </div>
    </Notice>
  );
}

/** Tells visitors whose clock is another that these are not their hours. */
function Zone() {
  const t = useT();
  const { timeZone, locale } = useFormats();
  const offset = (zone?: string) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'longOffset' })
      .formatToParts()
      .find(({ type }) => type === 'timeZoneName')?.value;
  if (offset() === offset(timeZone)) return null;
  const city = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
  return <Notice>{t('public.zone', { zone: city })}</Notice>;
}
