import { useCallback, useEffect, useState } from 'react';
import { ApiError } from '../../api/problem';

/** Seconds until it may be tried again, counted down: of 429. `after(error)` begins to count. */
export function useWait(): [seconds: number, after: (error: unknown) => void] {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(0);
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  const waiting = left > 0;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [waiting]);
  const after = useCallback((error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 429) return;
    const at = Date.now();
    setNow(at);
    setUntil(at + (error.retryAfter ?? 30) * 1000);
  }, []);
  return [left, after];
}
