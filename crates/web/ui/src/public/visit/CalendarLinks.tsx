import { basePath } from '../../api/base';
import { useT } from '../../i18n/react';
import { Icon } from '../../site/Icon';
import { googleCalendar } from '../contact';

interface Props {
  token: string;
  event: Parameters<typeof googleCalendar>[0];
}

/** Ways to keep an appointment in one's own calendar. */
export function CalendarLinks({ token, event }: Props) {
  const t = useT();
  const file = `${basePath}/api/v1/public/appointments/${encodeURIComponent(token)}/calendar.ics`;
  return (
    <div className="calendar-links">
      <a className="button button-quiet" href={file} download>
        <Icon name="calendar" />
        {t('public.done.calendar')}
      </a>
      <a className="button button-quiet" href={googleCalendar(event)} target="_blank" rel="noreferrer">
        <Icon name="plus" />
        {t('public.done.google')}
      </a>
    </div>
  );
}
