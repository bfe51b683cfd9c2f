import { useState, type FormEvent } from 'react';
import { done } from '../../api/client';
import type { PublicAppointment } from '../../api/schema';
import { FormatsProvider, useFormats } from '../../format/react';
import { useLanguage, useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { Field } from '../../site/Field';
import { go, href } from '../../site/location';
import { Failure } from '../../site/Notice';
import { useLoad } from '../../site/useLoad';
import { useTitle } from '../../site/useTitle';
import { api } from '../api';
import { useBusiness } from '../context';
import { Heading } from '../Heading';
import { Message } from '../Message';
import { FactsSkeleton } from './Facts';
import { LinkFault } from './LinkFault';
import { Stars } from './Stars';
import { useLink } from './useLink';

/** What a customer says of their visit. */
export function Rating() {
  const token = useLink();
  return token === null ? <LinkFault error={null} /> : <Known key={token} token={token} />;
}

function Known({ token }: { token: string }) {
  const t = useT();
  const language = useLanguage();
  const { tenant, booking } = useBusiness();
  const [isSent, setSent] = useState(false);
  const visit = useLoad(
    `visit ${token} ${language}`,
    () => done(api.GET('/api/v1/public/appointments/{token}', { params: { path: { token } } })),
    { keep: true },
  );
  useTitle(`${t('public.rating.title')} · ${tenant.name}`);
  if (visit.data === null) {
    return visit.error === null ? <FactsSkeleton /> : <LinkFault error={visit.error} again={visit.reload} />;
  }
  const { can_rate, rating, state } = visit.data;
  if (isSent || (rating != null && !can_rate)) {
    return (
      <Message icon="heart" title={t('public.rating.thanks')}>
        <p>{t(isSent ? 'public.rating.thanksText' : 'public.rating.closed')}</p>
        <div className="actions">
          {booking?.open && (
            <a className="button button-filled" href={href('/reservar')}>
              {t('public.visit.again')}
            </a>
          )}
          {can_rate && (
            <Button look="quiet" onClick={() => setSent(false)}>
              {t('public.rating.change')}
            </Button>
          )}
        </div>
      </Message>
    );
  }
  if (!can_rate && state !== 'completada') {
    return (
      <Message icon="clock" title={t('public.rating.notYet.title')}>
        <p>{t('public.rating.notYet.text')}</p>
        <Button look="quiet" onClick={() => go('/cita', { token })}>
          {t('public.done.open')}
        </Button>
      </Message>
    );
  }
  const take = (changed: PublicAppointment) => {
    visit.set(changed);
    setSent(true);
  };
  return (
    <FormatsProvider business={{ ...tenant, time_zone: visit.data.time_zone }}>
      <Form token={token} visit={visit.data} take={take} />
    </FormatsProvider>
  );
}

interface Props {
  token: string;
  visit: PublicAppointment;
  take: (changed: PublicAppointment) => void;
}

function Form({ token, visit, take }: Props) {
  const t = useT();
  const formats = useFormats();
  const [rating, setRating] = useState(visit.rating ?? 0);
  const [comment, setComment] = useState(visit.rating_comment ?? '');
  const [busy, setBusy] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    setMissing(rating === 0);
    if (rating === 0 || busy) return;
    setBusy(true);
    try {
      const changed = await done(
        api.POST('/api/v1/public/appointments/{token}/rating', {
          params: { path: { token } },
          body: { rating, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) },
        }),
      );
      take(changed);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const { service, professional, starts_at } = visit;
  return (
    <form className="visit" noValidate onSubmit={(event) => void send(event)}>
      <Heading title={t('public.rating.title')}>
        <p>{t('public.rating.lead', { service, professional, when: formats.dayLong(starts_at) })}</p>
      </Heading>
      <Stars
        value={rating}
        choose={(stars) => {
          setRating(stars);
          setMissing(false);
        }}
        error={isMissing ? t('public.rating.choose') : undefined}
      />
      <Field
        multiline
        optional
        label={t('public.rating.comment')}
        maxLength={1000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      {error !== null && <Failure error={error} />}
      <Button type="submit" busy={busy}>
        {t('public.rating.send')}
      </Button>
    </form>
  );
}
