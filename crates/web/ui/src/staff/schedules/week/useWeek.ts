import { useCallback, useMemo, useState } from 'react';
import { sameWeek, type Range } from './week';

interface History {
  saved: Range[];
  now: Range[];
  /** The last first. */
  before: Range[][];
}

const MOST = 50;

/** A week that is being edited, with a way back. */
export function useWeek(initial: Range[]) {
  const [{ saved, now, before }, setHistory] = useState<History>({
    saved: initial,
    now: initial,
    before: [],
  });

  const change = useCallback((next: Range[] | ((now: Range[]) => Range[])) => {
    setHistory((history) => {
      const after = typeof next === 'function' ? next(history.now) : next;
      if (after === history.now) return history;
      return { ...history, now: after, before: [history.now, ...history.before].slice(0, MOST) };
    });
  }, []);
  const undo = useCallback(
    () =>
      setHistory((history) => {
        const [last, ...rest] = history.before;
        return last ? { ...history, now: last, before: rest } : history;
      }),
    [],
  );
  /** What is saved from now on; `keep` goes on editing what was changed. */
  const rebase = useCallback(
    (week: Range[], keep = false) =>
      setHistory((history) => (keep ? { ...history, saved: week } : { saved: week, now: week, before: [] })),
    [],
  );
  const dirty = useMemo(() => !sameWeek(saved, now), [saved, now]);
  return { week: now, saved, change, undo, canUndo: before.length > 0, rebase, dirty };
}

export type WeekEdit = ReturnType<typeof useWeek>;
