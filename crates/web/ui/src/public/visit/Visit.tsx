import { useState } from 'react';
import { done } from '../../api/client';
import type { PublicAppointment } from '../../api/schema';
import type { Key } from '../../i18n';
import { FormatsProvider, useFormats } from '../../format/react';
import { useLanguage, useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { go, href, usePlace } from '../../site/location';
import { Failure, Notice } from '../../site/Notice';
import { useLoad } from '../../site/useLoad';
import { useTitle } from '../../site/useTitle';
import { api } from '../api';
import { Contact } from '../Contact';
import { useBusiness } from '../context';
import { Heading } from '../Heading';
import { CalendarLinks } from './CalendarLinks';
import { Cancel } from './Cancel';
import { CopyLink } from './CopyLink';
import { Facts, FactsSkeleton } from './Facts';
import { LinkFault } from './LinkFault';
import { Move } from './Move';
import { State } from './State';
import { useLink } from './useLink';

/** One's own appointment: what was agreed, and what can still be changed. */
export function Visit() {
  const token = useLink();
  return token === null ? <LinkFault error={null} /> : <Known key={token} token={token} />;
}

const MOVE = '/cita/cambiar';

function Known({ token }: { token: string }) {
  const t = useT();
  const language = useLanguage();
  const { tenant } = useBusiness();
  const { path } = usePlace();
  const [said, setSaid] = useState<string | null>(null);
  const visit = useLoad(
    `visit ${token} ${language}`,
    () => done(api.GET('/api/v1/public/appointments/{token}', { params: { path: { token } } })),
    { keep: true },
  );
  useTitle(`${t('public.visit.title')} · ${tenant.name}`);
  if (visit.error !== null && visit.data === null) {
    return <LinkFault error={visit.error} again={visit.reload} />;
  }
  if (visit.data === null) return <FactsSkeleton />;
  const take = (changed: PublicAppointment, words: string) => {
    visit.set(changed);
    setSaid(words);
  };
  const isMoving = path === MOVE && visit.data.can_reschedule;
  return (
    <FormatsProvider business={{ ...tenant, time_zone: visit.data.time_zone }}>
      {isMoving ? (
        <Move token={token} visit={visit.data} take={take} />
      ) : (
        <Shown token={token} visit={visit.data} said={said} take={take} reload={visit.reload} />
      )}
    </FormatsProvider>
  );
}

interface Props {
  token: string;
  visit: PublicAppointment;
  /** What became of the last change. */
  said: string | null;
  take: (changed: PublicAppointment, words: string) => void;
  reload: () => void;
}

const STATES: Record<string, Key> = {
  pendiente: 'public.visit.states.pendiente',
  confirmada: 'public.visit.states.confirmada',
  en_curso: 'public.visit.states.en_curso',
  completada: 'public.visit.states.completada',
  cancelada: 'public.visit.states.cancelada',
  no_asistio: 'public.visit.states.no_asistio',
};

function Shown({ token, visit, said, take, reload }: Props) {
  const t = useT();
  const { tenant } = useBusiness();
  const state = STATES[visit.state];
  const isOpen = visit.state === 'pendiente' || visit.state === 'confirmada';
  // The link is of one service, which need not be the last of the visit.
  const services = [visit, ...visit.others].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  const ends_at = services.at(-1)?.ends_at ?? visit.ends_at;
  return (
    <div className="visit">
      <Heading title={t('public.visit.title')}>
        <p>{state && t(state)}</p>
      </Heading>
      <div role="status">{said && <Notice kind="success">{said}</Notice>}</div>
      <div className={`card ticket ${isOpen ? '' : 'ticket-over'}`}>
        <div className="ticket-state">
          <State state={visit.state} />
          <span className="hint">{t('public.visit.code', { code: visit.code })}</span>
        </div>
        <Facts
          starts_at={visit.starts_at}
          ends_at={ends_at}
          services={services}
          place={{ name: visit.branch, address: visit.address ?? null }}
        />
      </div>
      <Verbs token={token} visit={visit} take={take} reload={reload} />
      {isOpen && (
        <>
          <CalendarLinks
            token={token}
            event={{
              title: `${services.map(({ service }) => service).join(', ')} · ${tenant.name}`,
              starts_at: visit.starts_at,
              ends_at,
              details: visit.code,
              place: [visit.branch, visit.address].filter(Boolean).join(', '),
            }}
          />
          <CopyLink token={token} />
        </>
      )}
      <Contact branch={visit} directions />
    </div>
  );
}

/** What can be done now, and until when. */
function Verbs({ token, visit, take, reload }: Omit<Props, 'said'>) {
  const t = useT();
  const formats = useFormats();
  const { booking } = useBusiness();
  const [isCancelling, setCancelling] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      const changed = await done(
        api.POST('/api/v1/public/appointments/{token}/confirm', { params: { path: { token } } }),
      );
      take(changed, t('public.visit.confirmed'));
    } catch (problem) {
      setError(problem);
      reload();
    } finally {
      setBusy(false);
    }
  };
  const isOpen = visit.state === 'pendiente' || visit.state === 'confirmada';
  const canChange = visit.can_reschedule || visit.can_cancel;
  return (
    <>
      {error !== null && <Failure error={error} />}
      <div className="actions">
        {visit.can_confirm && (
          <Button busy={busy} icon="check" onClick={() => void confirm()}>
            {t('public.visit.confirm')}
          </Button>
        )}
        {visit.can_reschedule && (
          <Button
            look={visit.can_confirm ? 'quiet' : 'filled'}
            icon="clock"
            onClick={() => go(MOVE, { token })}
          >
            {t('public.visit.move')}
          </Button>
        )}
        {visit.can_rate && (
          <Button icon="star" onClick={() => go('/calificar', { token })}>
            {t('public.visit.rate')}
          </Button>
        )}
        {visit.can_cancel && (
          <Button look="danger" onClick={() => setCancelling(true)}>
            {t('public.visit.cancel')}
          </Button>
        )}
        {!isOpen && booking?.open && (
          <a className="button button-quiet" href={href(`/reservar?service=${visit.service_id}`)}>
            {t('public.visit.again')}
          </a>
        )}
      </div>
      {canChange && (
        <p className="hint">{t('public.visit.until', { when: formats.dateTime(visit.change_until) })}</p>
      )}
      {isOpen && !canChange && <Notice kind="warning">{t('public.visit.tooLate')}</Notice>}
      {isCancelling && <Cancel token={token} visit={visit} take={take} close={() => setCancelling(false)} />}
    </>
  );
}
