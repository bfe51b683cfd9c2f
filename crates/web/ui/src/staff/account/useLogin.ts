import { useCallback, useState, type FormEvent } from 'react';
import { ApiError } from '../../api/problem';
import type { Session } from '../../api/session';
import { useWait } from './useWait';

/** What a log-in form has, and what became of it. */
export interface LoginForm {
  email: string;
  password: string;
  code: string;
  /** `code` when the password was right and a second factor is asked for. */
  step: 'password' | 'code';
  /** What is missing, once somebody tried. */
  missing: 'email' | 'password' | 'code' | null;
  busy: boolean;
  error: unknown;
  /** Seconds until the next attempt is heard. */
  wait: number;
  set: (change: Partial<Pick<LoginForm, 'email' | 'password' | 'code'>>) => void;
  submit: (event: FormEvent) => void;
  /** Shows what went wrong otherwise. */
  fail: (error: unknown) => void;
  /** Back to the password, for another account. */
  again: () => void;
}

/** A log-in: password, and where the account has one, second factor. `after` runs when it succeeded. */
export function useLogin(session: Session, knownEmail = '', after?: () => void): LoginForm {
  const [typed, setTyped] = useState({ email: knownEmail, password: '', code: '' });
  const [step, setStep] = useState<LoginForm['step']>('password');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [wait, waitAfter] = useWait();
  const missing =
    (['email', 'password', 'code'] as const)
      .filter((name) => (name === 'code') === (step === 'code'))
      .find((name) => typed[name].trim() === '') ?? null;

  const fail = useCallback(
    (reason: unknown) => {
      waitAfter(reason);
      setError(reason);
    },
    [waitAfter],
  );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing !== null || busy || wait > 0) return;
    setBusy(true);
    setError(null);
    const { email, password, code } = typed;
    const body = { email: email.trim(), password, ...(step === 'code' ? { code: code.trim() } : {}) };
    session
      .login(body)
      .then(() => after?.())
      .catch((reason: unknown) => {
        if (reason instanceof ApiError && reason.code === 'second_factor_required') {
          setStep('code');
          setTried(false);
        } else fail(reason);
      })
      .finally(() => setBusy(false));
  };

  return {
    ...typed,
    step,
    missing: tried ? missing : null,
    busy,
    error,
    wait,
    set: (change) => setTyped((now) => ({ ...now, ...change })),
    submit,
    fail,
    again: () => {
      setStep('password');
      setTried(false);
      setError(null);
      setTyped({ email: knownEmail, password: '', code: '' });
    },
  };
}
