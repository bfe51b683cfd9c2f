import { useEffect } from 'react';
import { done } from '../api/client';
import { ApiError } from '../api/problem';
import { FormatsProvider } from '../format/react';
import type { Language } from '../i18n';
import { useLanguage, useT } from '../i18n/react';
import { Button } from '../site/Button';
import { usePlace } from '../site/location';
import { useLoad } from '../site/useLoad';
import { paint } from '../theme/sheet';
import { describe } from '../ui/describe';
import { api } from './api';
import { Booking } from './booking/Booking';
import { BookingSkeleton } from './booking/Skeletons';
import { BusinessProvider } from './context';
import { Message } from './Message';
import { Branches, Shell } from './Shell';
import { Offer } from './visit/Offer';
import { Rating } from './visit/Rating';
import { Visit } from './visit/Visit';

/** What customers see of a business: the page of this address. */
export function PublicPages({ choose }: { choose: (language: Language) => void }) {
  const { path } = usePlace();
  const language = useLanguage();
  const tenant = useLoad('tenant', () => done(api.GET('/api/v1/tenant')));
  const booking = useLoad(`booking ${language}`, readBooking, { keep: true });
  const color = tenant.data?.color;
  useEffect(() => {
    if (color) paint(color);
  }, [color]);

  const error = tenant.error ?? booking.error;
  const isMissing = tenant.data === null || booking.data === null;
  if (error !== null && isMissing) {
    const again = () => {
      tenant.reload();
      booking.reload();
    };
    return (
      <Shell tenant={tenant.data} choose={choose}>
        <Unavailable error={error} again={again} />
      </Shell>
    );
  }
  if (tenant.data === null || booking.data === null) {
    return (
      <Shell tenant={tenant.data} choose={choose}>
        <BookingSkeleton />
      </Shell>
    );
  }
  return (
    <FormatsProvider business={tenant.data}>
      <BusinessProvider value={{ tenant: tenant.data, booking: booking.data.open }}>
        <Shell tenant={tenant.data} choose={choose} footer={<Branches />}>
          <Page path={path} />
        </Shell>
      </BusinessProvider>
    </FormatsProvider>
  );
}

/** What is booked here; null where there is no agenda any more: links that were given out go on working. */
async function readBooking() {
  try {
    return { open: await done(api.GET('/api/v1/public/booking')) };
  } catch (error) {
    if (error instanceof ApiError && error.code === 'public_booking_closed') return { open: null };
    throw error;
  }
}

function Page({ path }: { path: string }) {
  const [, root] = path.split('/');
  switch (root) {
    case 'cita':
      return <Visit />;
    case 'calificar':
      return <Rating />;
    case 'oferta':
      return <Offer />;
    default:
      return <Booking />;
  }
}

function Unavailable({ error, again }: { error: unknown; again: () => void }) {
  const t = useT();
  return (
    <Message icon="info" title={t('public.unavailable.title')}>
      <p>{describe(error, t)}</p>
      <Button onClick={again}>{t('common.retry')}</Button>
    </Message>
  );
}
