import { useState } from 'react';
import { done } from '../../api/client';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { Icon } from '../../site/Icon';
import { Failure } from '../../site/Notice';
import { download } from '../../ui/download';
import { api } from '../api';
import { googleCalendar } from '../contact';

interface Props {
  token: string;
  event: Parameters<typeof googleCalendar>[0];
}

/** Ways to keep an appointment in one's own calendar. */
export function CalendarLinks({ token, event }: Props) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // Not a link: browsers keep the addresses of what they saved, and this one would open the appointment.
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      const file = await done(
        api.GET('/api/v1/public/appointments/{token}/calendar.ics', {
          params: { path: { token } },
          parseAs: 'text',
        }),
      );
      download(`${event.details}.ics`, file, 'text/calendar;charset=utf-8');
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div className="calendar-links">
        <Button look="quiet" icon="calendar" busy={busy} onClick={() => void save()}>
          {t('public.done.calendar')}
        </Button>
        <a className="button button-quiet" href={googleCalendar(event)} target="_blank" rel="noreferrer">
          <Icon name="plus" />
          {t('public.done.google')}
        </a>
      </div>
      {error !== null && <Failure error={error} />}
    </>
  );
}
