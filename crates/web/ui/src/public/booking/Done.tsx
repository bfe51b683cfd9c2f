import type { PublicBooked } from '../../api/schema';
import { FormatsProvider } from '../../format/react';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { Hex } from '../../site/Hex';
import { Icon } from '../../site/Icon';
import { go } from '../../site/location';
import { Contact } from '../Contact';
import { useBusiness } from '../context';
import { Heading } from '../Heading';
import { CalendarLinks } from '../visit/CalendarLinks';
import { CopyLink } from '../visit/CopyLink';
import { Facts } from '../visit/Facts';

interface Props {
  booked: PublicBooked;
  /** Word of it went to an e-mail address. */
  mailed: boolean;
  /** The branch that was chosen; null is the first. */
  branch: string | null;
}

/** It is done: what was agreed, and how to keep it. */
export function Done({ booked, mailed, branch: chosen }: Props) {
  const t = useT();
  const { tenant, booking } = useBusiness();
  const branch = booking?.branches.find(({ id }) => id === chosen) ?? booking?.branches[0] ?? null;
  const isConfirmed = booked.state === 'confirmada';
  const place = [branch?.name, branch?.address].filter(Boolean).join(', ');
  return (
    <FormatsProvider business={{ ...tenant, time_zone: branch?.time_zone ?? tenant.time_zone }}>
      <div className="done">
        <Hex className="done-hex hex-strong">
          <Icon name="check" size={34} />
        </Hex>
        <Heading title={t(isConfirmed ? 'public.done.confirmed' : 'public.done.pending')}>
          <p>{t(isConfirmed ? 'public.done.confirmedText' : 'public.done.pendingText')}</p>
        </Heading>
        <div className="card ticket">
          <Facts
            starts_at={booked.starts_at}
            ends_at={booked.ends_at}
            services={booked.services.map(({ service, professional }) => ({ service, professional }))}
            place={branch ? { name: branch.name, address: branch.address ?? null } : null}
          />
          <p className="ticket-code">
            <span>{t('public.done.code')}</span>
            <strong>{booked.code}</strong>
          </p>
        </div>
        <CalendarLinks
          token={booked.token}
          event={{
            title: `${booked.services.map(({ service }) => service).join(', ')} · ${tenant.name}`,
            starts_at: booked.starts_at,
            ends_at: booked.ends_at,
            details: booked.code,
            place,
          }}
        />
        <p className="hint">{t(mailed ? 'public.done.mailed' : 'public.done.notMailed')}</p>
        <div className="actions">
          <Button onClick={() => go('/cita', { token: booked.token })}>{t('public.done.open')}</Button>
          <CopyLink token={booked.token} />
        </div>
        {branch && <Contact branch={branch} directions />}
        <button type="button" className="link-button" onClick={() => go('/reservar', { seen: true })}>
          {t('public.done.again')}
        </button>
      </div>
    </FormatsProvider>
  );
}
