import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/problem';

export interface Loaded<T> {
  data: T | null;
  error: unknown;
  loading: boolean;
  /** Asks again. */
  reload: () => void;
  /** Takes what is known without asking, such as the answer to a change. */
  set: (data: T) => void;
}

const PAUSES = [600, 1800];

/** Asks, and asks again where that may help: without network, or while the server is busy. */
export async function patiently<T>(ask: () => Promise<T>, pauses = PAUSES): Promise<T> {
  for (const pause of pauses) {
    try {
      return await ask();
    } catch (error) {
      const passing = error instanceof ApiError && (error.status === 0 || error.status >= 502);
      if (!passing) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return ask();
}

interface Options {
  /** Keeps the former answer while the one of another name loads: another language must not take away what was typed. */
  keep?: boolean;
}

interface Answer<T> {
  name: string;
  data: T | null;
  error: unknown;
}

/**
 * What `ask` answers; asked when `name` changes, or again when the network is back after a failure. A null name asks
 * nothing.
 */
export function useLoad<T>(
  name: string | null,
  ask: () => Promise<T>,
  { keep = false }: Options = {},
): Loaded<T> {
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const [round, setRound] = useState(0);
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    if (name === null) return;
    let wanted = true;
    patiently(latest.current).then(
      (data) => wanted && setAnswer({ name, data, error: null }),
      (error: unknown) =>
        wanted &&
        setAnswer((before) => ({
          name,
          data: keep || before?.name === name ? (before?.data ?? null) : null,
          error,
        })),
    );
    return () => {
      wanted = false;
    };
  }, [name, round, keep]);
  const reload = useCallback(() => setRound((value) => value + 1), []);
  const current = keep || answer?.name === name ? answer : null;
  const failed = current?.error != null;
  useEffect(() => {
    if (!failed) return;
    addEventListener('online', reload);
    return () => removeEventListener('online', reload);
  }, [failed, reload]);
  const set = useCallback((data: T) => name !== null && setAnswer({ name, data, error: null }), [name]);
  return {
    data: current?.data ?? null,
    error: current?.error ?? null,
    loading: name !== null && current === null,
    reload,
    set,
  };
}
