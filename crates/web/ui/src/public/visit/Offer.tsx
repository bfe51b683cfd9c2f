import { useState } from 'react';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { PublicOffer } from '../../api/schema';
import { FormatsProvider } from '../../format/react';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { useCountdown } from '../../site/countdown';
import { Icon } from '../../site/Icon';
import { go, href } from '../../site/location';
import { Failure } from '../../site/Notice';
import { useLoad } from '../../site/useLoad';
import { useTitle } from '../../site/useTitle';
import { api } from '../api';
import { ContactBusiness } from '../Contact';
import { useBusiness } from '../context';
import { Heading } from '../Heading';
import { Message } from '../Message';
import { useLeft } from '../useLeft';
import { Facts, FactsSkeleton } from './Facts';
import { LinkFault } from './LinkFault';
import { useLink } from './useLink';

/** A time that became free, offered to whoever waits. */
export function Offer() {
  const token = useLink();
  return token === null ? <LinkFault error={null} /> : <Known key={token} token={token} />;
}

const isOver = (error: unknown) => error instanceof ApiError && error.code === 'offer_expired';

function Known({ token }: { token: string }) {
  const t = useT();
  const { tenant } = useBusiness();
  const [isDeclined, setDeclined] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState<'accept' | 'decline' | null>(null);
  const path = { params: { path: { token } } };
  const offer = useLoad(`offer ${token}`, () => done(api.GET('/api/v1/public/offers/{token}', path)));
  useTitle(`${t('public.offer.title')} · ${tenant.name}`);

  const answer = async (how: 'accept' | 'decline') => {
    // One answer at a time: both would cross on their way.
    if (busy !== null) return;
    setBusy(how);
    setError(null);
    try {
      if (how === 'accept') offer.set(await done(api.POST('/api/v1/public/offers/{token}/accept', path)));
      else {
        await done(api.POST('/api/v1/public/offers/{token}/decline', path));
        setDeclined(true);
      }
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(null);
    }
  };

  if (isDeclined) {
    return (
      <Message icon="heart" title={t('public.offer.declined.title')}>
        <p>{t('public.offer.declined.text')}</p>
      </Message>
    );
  }
  // Whoever accepted has the appointment, whatever a second answer was told.
  const isAccepted = offer.data?.state === 'accepted';
  if (!isAccepted && (isOver(offer.error) || isOver(error))) return <Over />;
  if (offer.data === null) {
    return offer.error === null ? <FactsSkeleton /> : <LinkFault error={offer.error} again={offer.reload} />;
  }
  return (
    <FormatsProvider business={{ ...tenant, time_zone: offer.data.time_zone }}>
      {isAccepted ? (
        <Accepted offer={offer.data} />
      ) : (
        <Open offer={offer.data} busy={busy} error={error} answer={answer} />
      )}
    </FormatsProvider>
  );
}

function Over() {
  const t = useT();
  const { booking } = useBusiness();
  return (
    <Message icon="clock" title={t('public.offer.expired.title')}>
      <p>{t('public.offer.expired.text')}</p>
      {booking?.open && (
        <a className="button button-filled" href={href('/reservar')}>
          {t('public.notFound.book')}
        </a>
      )}
      <ContactBusiness />
    </Message>
  );
}

function OfferFacts({ offer }: { offer: PublicOffer }) {
  const { booking } = useBusiness();
  const address = booking?.branches.find(({ name }) => name === offer.branch)?.address ?? null;
  return (
    <div className="card ticket">
      <Facts
        starts_at={offer.starts_at}
        ends_at={offer.ends_at}
        services={[{ service: offer.service, professional: offer.professional ?? null }]}
        place={{ name: offer.branch, address }}
      />
    </div>
  );
}

interface OpenProps {
  offer: PublicOffer;
  busy: 'accept' | 'decline' | null;
  error: unknown;
  answer: (how: 'accept' | 'decline') => Promise<void>;
}

function Open({ offer, busy, error, answer }: OpenProps) {
  const t = useT();
  const words = useLeft();
  const left = useCountdown(offer.expires_at ? Date.parse(offer.expires_at) : null);
  return (
    <div className="visit">
      <Heading title={t('public.offer.title')}>
        <p>{t('public.offer.lead', { business: offer.business })}</p>
      </Heading>
      <OfferFacts offer={offer} />
      {left !== null && left > 0 && (
        <div className={`held ${left <= 60 ? 'held-soon' : ''}`}>
          <Icon name="clock" size={18} />
          <span role="timer" aria-live="off">
            {t('public.offer.left', { left: words(left) })}
          </span>
        </div>
      )}
      {error !== null && <Failure error={error} />}
      <div className="actions">
        <Button
          icon="check"
          busy={busy === 'accept'}
          aria-disabled={busy !== null}
          onClick={() => void answer('accept')}
        >
          {t('public.offer.accept')}
        </Button>
        <Button
          look="quiet"
          busy={busy === 'decline'}
          aria-disabled={busy !== null}
          onClick={() => void answer('decline')}
        >
          {t('public.offer.decline')}
        </Button>
      </div>
      <p className="hint">{t('public.offer.declineText')}</p>
    </div>
  );
}

function Accepted({ offer }: { offer: PublicOffer }) {
  const t = useT();
  const token = offer.appointment?.token ?? null;
  return (
    <div className="visit">
      <Heading title={t('public.offer.accepted.title')}>
        <p>{t('public.offer.accepted.text')}</p>
      </Heading>
      <OfferFacts offer={offer} />
      {token && (
        <div className="actions">
          <Button onClick={() => go('/cita', { token })}>{t('public.done.open')}</Button>
        </div>
      )}
    </div>
  );
}
