import { useEffect, useState } from 'react';
import { useLanguage, useT } from '../../i18n/react';
import { Failure } from '../../site/Notice';
import { Button } from '../../site/Button';
import { go, usePlace } from '../../site/location';
import { useLoad } from '../../site/useLoad';
import { useTitle } from '../../site/useTitle';
import { ContactBusiness } from '../Contact';
import { useBusiness } from '../context';
import { Message } from '../Message';
import { read, STEPS, write } from './address';
import { Details } from './Details';
import { NOTHING_TYPED, type Typed } from './typed';
import { Done } from './Done';
import { carried, reachable, type Entry } from './flow';
import { offered } from './offered';
import { Services } from './Services';
import { BookingSkeleton } from './Skeletons';
import { Steps } from './Steps';
import { Times } from './Times';

/** Booking an appointment: what, when, who, done. */
export function Booking() {
  const t = useT();
  const { tenant, booking } = useBusiness();
  useTitle(`${t(`public.notFound.book`)} · ${tenant.name}`);
  if (!booking?.open) {
    return (
      <Message icon="calendar" title={t('public.closed.title')}>
        <p>{t('public.closed.text', { business: tenant.name })}</p>
        <ContactBusiness />
      </Message>
    );
  }
  return <Open />;
}

function Open() {
  const place = usePlace();
  const language = useLanguage();
  const services = useLoad(`services ${language}`, offered, { keep: true });
  // Kept while the visitor goes back and forth, and nowhere else.
  const [typed, setTyped] = useState<Typed>(NOTHING_TYPED);
  const entry: Partial<Entry> = place.state;
  const { step: asked, choice } = read(place);

  const known = services.data?.map(({ id }) => id);
  const chosen = known ? choice.services.filter((id) => known.includes(id)) : choice.services;
  const gone = chosen.length < choice.services.length;
  const current = gone ? { ...choice, services: chosen, professional: null } : choice;
  const step = reachable(asked, current, entry);
  const isReady = known !== undefined;

  const wanted = isReady ? write(step, current) : null;
  const isElsewhere = step !== asked;
  useEffect(() => {
    if (wanted !== null && isElsewhere) go(wanted, carried(entry), true);
  }, [wanted, isElsewhere, entry]);

  // An address that says what to book leads on to the times; whoever comes back from there stays.
  const leadsOn = isReady && step === 'services' && !gone && !entry.seen && current.services.length > 0;
  const here = place.path + place.search;
  const times = leadsOn ? write('time', current) : null;
  useEffect(() => {
    if (times === null) return;
    go(here, { seen: true }, true);
    go(times);
  }, [times, here]);

  if (services.error !== null && services.data === null) {
    return (
      <Failure error={services.error}>
        <Button look="quiet" onClick={services.reload}>
          <Retry />
        </Button>
      </Failure>
    );
  }
  if (services.data === null || leadsOn) return <BookingSkeleton />;
  const shared = { choice: current, services: services.data };
  return (
    <div className="booking">
      <Steps at={STEPS.indexOf(step)} choice={current} entry={entry} />
      {step === 'services' && <Services key="services" {...shared} entry={entry} gone={gone} />}
      {step === 'time' && <Times key="time" {...shared} entry={entry} />}
      {step === 'details' && entry.held && (
        <Details key="details" {...shared} held={entry.held} typed={typed} setTyped={setTyped} />
      )}
      {step === 'done' && entry.booked && (
        <Done key="done" booked={entry.booked} mailed={entry.mailed ?? false} branch={current.branch} />
      )}
    </div>
  );
}

function Retry() {
  return <>{useT()('common.retry')}</>;
}
