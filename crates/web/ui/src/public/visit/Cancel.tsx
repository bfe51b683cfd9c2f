import { useState } from 'react';
import { done } from '../../api/client';
import type { PublicAppointment } from '../../api/schema';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { Dialog } from '../../site/Dialog';
import { Field } from '../../site/Field';
import { Failure } from '../../site/Notice';
import { api } from '../api';

interface Props {
  token: string;
  visit: PublicAppointment;
  take: (changed: PublicAppointment, words: string) => void;
  close: () => void;
}

/** Asks once more, and why. */
export function Cancel({ token, visit, take, close }: Props) {
  const t = useT();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const cancel = async () => {
    setBusy(true);
    setError(null);
    try {
      const changed = await done(
        api.POST('/api/v1/public/appointments/{token}/cancel', {
          params: { path: { token } },
          body: reason.trim() === '' ? {} : { reason: reason.trim() },
        }),
      );
      close();
      take(changed, t('public.visit.cancelled'));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('public.visit.cancelTitle')} close={close}>
      <p>
        {visit.others.length > 0
          ? t('public.visit.cancelAll', { count: visit.others.length + 1 })
          : t('public.visit.cancelText')}
      </p>
      <Field
        multiline
        optional
        label={t('public.visit.reason')}
        hint={t('public.visit.reasonHint')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {error !== null && <Failure error={error} />}
      <div className="actions">
        <Button look="quiet" onClick={close}>
          {t('public.visit.keep')}
        </Button>
        <Button look="danger" busy={busy} onClick={() => void cancel()}>
          {t('public.visit.cancelNow')}
        </Button>
      </div>
    </Dialog>
  );
}
