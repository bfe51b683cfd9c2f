import { useCallback, useState } from 'react';
import { done } from '../../api/client';
import type { FreeStart, PublicAppointment } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { Dialog } from '../../site/Dialog';
import { go } from '../../site/location';
import { Notice } from '../../site/Notice';
import { api } from '../api';
import { Choices } from '../booking/Choices';
import { TimePicker } from '../booking/TimePicker';
import { Contact } from '../Contact';
import { Heading } from '../Heading';

interface Props {
  token: string;
  visit: PublicAppointment;
  take: (changed: PublicAppointment, words: string) => void;
}

/** Another time for an appointment; the present one is kept until then. */
export function Move({ token, visit, take }: Props) {
  const t = useT();
  const formats = useFormats();
  const [anyone, setAnyone] = useState(false);
  const [day, setDay] = useState<string | null>(null);
  const [chosen, setChosen] = useState<{ start: FreeStart; settle: Settle } | null>(null);
  const professional = anyone ? 'any' : visit.professional_id;
  const ask = useCallback(
    (from: string, to: string) =>
      done(
        api.GET('/api/v1/public/availability', {
          params: { query: { from, to, appointment: token, professional } },
        }),
      ),
    [token, professional],
  );
  const back = () => go('/cita', { token });
  const when = (instant: string) => `${formats.dayLong(instant)}, ${formats.time(instant)}`;

  // The picker waits for the answer to the question that is put here.
  const choose = (start: FreeStart) =>
    new Promise<void>((resolve, reject) => setChosen({ start, settle: { resolve, reject } }));
  const leave = () => {
    chosen?.settle.resolve();
    setChosen(null);
  };
  const move = async () => {
    if (chosen === null) return;
    try {
      const changed = await done(
        api.POST('/api/v1/public/appointments/{token}/reschedule', {
          params: { path: { token } },
          body: { starts_at: chosen.start.starts_at, professional_id: professional },
        }),
      );
      chosen.settle.resolve();
      take(changed, t('public.visit.moved', { when: when(changed.starts_at) }));
      go('/cita', { token }, true);
    } catch (problem) {
      setChosen(null);
      chosen.settle.reject(problem);
    }
  };
  return (
    <div className="visit">
      <Heading title={t('public.visit.moveTitle')}>
        <p>{t('public.visit.moveLead', { when: when(visit.starts_at) })}</p>
      </Heading>
      {visit.others.length > 0 && (
        <Notice>{t('public.visit.moveOnlyThis', { service: visit.service })}</Notice>
      )}
      <Choices
        legend={t('public.time.professional')}
        name="professional"
        value={anyone ? 'any' : ''}
        options={[
          { value: '', label: visit.professional, more: null, isPerson: true },
          { value: 'any', label: t('public.time.anyone'), more: t('public.time.anyoneMore') },
        ]}
        choose={(value) => setAnyone(value === 'any')}
      />
      <TimePicker
        key={professional}
        name={`move ${professional}`}
        ask={ask}
        day={day}
        chooseDay={setDay}
        choose={choose}
        none={<Contact branch={visit} />}
      />
      <Button look="quiet" icon="arrowLeft" onClick={back}>
        {t('common.back')}
      </Button>
      {chosen && <Question when={when(chosen.start.starts_at)} move={move} leave={leave} />}
    </div>
  );
}

interface Settle {
  resolve: () => void;
  reject: (problem: unknown) => void;
}

function Question({ when, move, leave }: { when: string; move: () => Promise<void>; leave: () => void }) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const go = () => {
    setBusy(true);
    void move().finally(() => setBusy(false));
  };
  return (
    <Dialog title={t('public.visit.move')} close={leave}>
      <p>{t('public.visit.moveTo', { when })}</p>
      <div className="actions">
        <Button look="quiet" onClick={leave}>
          {t('common.back')}
        </Button>
        <Button busy={busy} onClick={go}>
          {t('public.visit.moveConfirm')}
        </Button>
      </div>
    </Dialog>
  );
}
