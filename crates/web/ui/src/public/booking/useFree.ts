import { useCallback, useEffect, useState } from 'react';
import type { FreeDay, FreeTimes } from '../../api/schema';
import { useFormats } from '../../format/react';
import { patiently } from '../../site/useLoad';
import { endsWith, firstFree } from './times';

/** Days that are asked for at once: three weeks, which are a few kilobytes. */
export const CHUNK = 21;
/** Customers book at most so far ahead that these many questions reach it. */
const MOST_CHUNKS = 18;

/** Asks for the free times from a day to another. */
export type Ask = (from: string, to: string) => Promise<FreeTimes>;

export interface Free {
  days: FreeDay[];
  /** In which the times are told. */
  timeZone: string | null;
  loading: boolean;
  error: unknown;
  /** There is nothing behind the last day. */
  isComplete: boolean;
  /** Asks for the days that follow. */
  more: () => void;
  /** Asks for all again, with the present days in sight meanwhile. */
  refresh: () => Promise<FreeDay[]>;
}

interface Known {
  name: string;
  days: FreeDay[];
  timeZone: string | null;
  isComplete: boolean;
  error: unknown;
}

const nothing = (name: string): Known => ({ name, days: [], timeZone: null, isComplete: false, error: null });

/**
 * The free times of what `name` names, from today on. `ask` changes with the name alone. Where the first weeks have none, later ones are asked for, until there
 * is one or customers can book no further.
 */
export function useFree(name: string, ask: Ask): Free {
  const formats = useFormats();
  const [known, setKnown] = useState<Known>(() => nothing(name));
  const [wanted, setWanted] = useState({ name, chunks: 1 });
  const [round, setRound] = useState(0);
  const current = known.name === name ? known : nothing(name);
  const chunks = wanted.name === name ? wanted.chunks : 1;
  const loaded = current.days.length / CHUNK;
  const isMissing = !current.isComplete && current.error === null && loaded < MOST_CHUNKS;
  const next = isMissing && (loaded < chunks || firstFree(current.days) === null) ? loaded : null;

  useEffect(() => {
    if (next === null) return;
    let isWanted = true;
    const from = formats.addDays(formats.today(), next * CHUNK);
    const take = (change: (before: Known) => Known) => {
      if (isWanted) setKnown((before) => change(before.name === name ? before : nothing(name)));
    };
    patiently(() => ask(from, formats.addDays(from, CHUNK - 1))).then(
      ({ days, time_zone }) =>
        take((before) =>
          before.days.length === next * CHUNK
            ? { ...before, days: [...before.days, ...days], timeZone: time_zone, isComplete: endsWith(days) }
            : before,
        ),
      (error: unknown) => take((before) => ({ ...before, error })),
    );
    return () => {
      isWanted = false;
    };
  }, [name, ask, next, round, formats]);

  const refresh = useCallback(async () => {
    const days: FreeDay[] = [];
    let isComplete = false;
    let timeZone: string | null = null;
    for (let chunk = 0; chunk < Math.max(1, loaded); chunk += 1) {
      const from = formats.addDays(formats.today(), chunk * CHUNK);
      const answer = await patiently(() => ask(from, formats.addDays(from, CHUNK - 1)));
      days.push(...answer.days);
      timeZone = answer.time_zone;
      isComplete = endsWith(answer.days);
    }
    setKnown({ name, days, timeZone, isComplete, error: null });
    return days;
  }, [ask, formats, loaded, name]);

  // Whoever comes back to the page after a while sees the times of now.
  const isKnown = current.days.length > 0;
  useEffect(() => {
    if (!isKnown) return;
    const look = () => {
      if (document.visibilityState === 'visible') void refresh().catch(() => undefined);
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [isKnown, refresh]);

  return {
    days: current.days,
    timeZone: current.timeZone,
    loading: next !== null,
    error: current.error,
    isComplete: current.isComplete,
    more: () => {
      if (current.error !== null) {
        setKnown({ ...current, error: null });
        setRound((value) => value + 1);
      } else if (chunks <= loaded) setWanted({ name, chunks: loaded + 1 });
    },
    refresh,
  };
}
