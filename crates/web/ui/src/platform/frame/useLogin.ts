import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/problem';
import { useWait } from '../../staff/account/useWait';
import type { LoginForm } from '../../staff/account/useLogin';
import { session } from '../core/session';

/** The super admin's log-in: password, then the second factor. `after` runs when it succeeded. */
export function useLogin(knownEmail = '', after?: () => void): LoginForm {
  const [typed, setTyped] = useState({ email: knownEmail, password: '', code: '' });
  const [step, setStep] = useState<LoginForm['step']>('password');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [wait, waitAfter] = useWait();
  const asked = step === 'code' ? (['code'] as const) : (['email', 'password'] as const);
  const missing = asked.find((name) => typed[name].trim() === '') ?? null;

  const fail = (reason: unknown) => {
    waitAfter(reason);
    setError(reason);
  };
  const begin = (next: LoginForm['step']) => {
    setStep(next);
    setTried(false);
    setError(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing !== null || busy || wait > 0) return;
    setBusy(true);
    setError(null);
    const { email, password, code } = typed;
    session
      .login({ email: email.trim(), password, ...(step === 'code' ? { code: code.trim() } : {}) })
      .then(() => after?.())
      .catch((reason: unknown) => {
        if (reason instanceof ApiError && reason.code === 'second_factor_required') begin('code');
        else fail(reason);
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
      begin('password');
      setTyped({ email: knownEmail, password: '', code: '' });
    },
  };
}
