import { useEffect, useState } from 'react';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { ProgressBody } from '../../api/schema';
import { api } from '../api';
import { countryOf, bodyOf, empty, refused, slugOf, type Faults, type Form } from './form';
import { RegisterForm } from './RegisterForm';
import { follow } from './progress';
import { Failed, Progress, Ready } from './Outcome';

type State =
  | { at: 'form'; faults: Faults; error: unknown; sentBefore: boolean }
  | { at: 'making'; progress: ProgressBody; lost: boolean }
  | { at: 'failed'; progress: ProgressBody }
  | { at: 'ready'; name: string; url: string };

const FORM: State = { at: 'form', faults: {}, error: null, sentBefore: false };

/** Registers a business, and shows how it is made. */
export default function Register() {
  const [form, setForm] = useState<Form>(() => empty(countryOf(navigator.languages)));
  const [state, setState] = useState<State>(FORM);
  const [busy, setBusy] = useState(false);

  const take = (progress: ProgressBody) => {
    if (progress.state === 'done' && progress.url) {
      setState({ at: 'ready', name: progress.name, url: progress.url });
    } else if (progress.state === 'failed') setState({ at: 'failed', progress });
    else setState((before) => ({ at: 'making', progress, lost: before.at === 'making' && before.lost }));
  };

  const making = state.at === 'making' ? state.progress.id : null;
  useEffect(() => {
    if (making === null) return;
    return follow(making, take, (lost) =>
      setState((before) => (before.at === 'making' && before.lost !== lost ? { ...before, lost } : before)),
    );
  }, [making]);

  const send = async () => {
    setBusy(true);
    try {
      const answer = await done(
        api.POST('/api/v1/auth/register-organization', {
          body: bodyOf(form, form.slug ?? slugOf(form.name)),
        }),
      );
      if ('login_url' in answer) {
        const { tenant } = answer;
        setState({ at: 'ready', name: tenant.name, url: tenant.url });
      } else take(answer);
    } catch (error) {
      const faults = error instanceof ApiError ? refused(error.fields) : {};
      setState((before) => ({
        at: 'form',
        faults,
        error: Object.keys(faults).length > 0 ? null : error,
        // An answer that never came may have made it all the same.
        sentBefore:
          (before.at === 'form' && before.sentBefore) || (error instanceof ApiError && error.status === 0),
      }));
    } finally {
      setBusy(false);
    }
  };

  switch (state.at) {
    case 'form':
      return (
        <RegisterForm
          form={form}
          setForm={setForm}
          refused={state.faults}
          error={state.error}
          sentBefore={state.sentBefore}
          busy={busy}
          send={send}
        />
      );
    case 'making':
      return <Progress progress={state.progress} lost={state.lost} />;
    case 'failed':
      return (
        <Failed
          progress={state.progress}
          back={(isTaken) => {
            if (isTaken) setForm({ ...form, slug: '' });
            setState(FORM);
          }}
        />
      );
    case 'ready':
      return <Ready name={state.name} url={state.url} email={form.email.trim()} />;
  }
}
