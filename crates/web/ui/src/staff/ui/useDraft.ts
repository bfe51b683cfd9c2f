import { useState } from 'react';

/** What is being changed of something saved. */
export interface Draft<T> {
  value: T;
  dirty: boolean;
  set: (changes: Partial<T>) => void;
  reset: () => void;
}

/** A copy of `saved` to be changed. What was changed stays when `saved` is read again; the rest follows it. */
export function useDraft<T extends object>(saved: T): Draft<T> {
  const [changes, setChanges] = useState<Partial<T>>({});
  const differing = (Object.keys(changes) as (keyof T)[]).filter(
    (name) => JSON.stringify(changes[name]) !== JSON.stringify(saved[name]),
  );
  return {
    value: { ...saved, ...changes },
    dirty: differing.length > 0,
    set: (more) => setChanges((before) => ({ ...before, ...more })),
    reset: () => setChanges({}),
  };
}
