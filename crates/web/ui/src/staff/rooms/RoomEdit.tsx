import { Chip, Link } from '@mui/material';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { ApiError } from '../../api/problem';
import type { Room } from '../../api/schema';
import type { Translate } from '../../i18n';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';
import { EditPage } from '../ui/form/EditPage';
import { Lifecycle } from '../ui/form/Lifecycle';
import { RoomFields } from './RoomFields';

/** Changes a room, takes it out of use, or deletes it. */
export default function RoomEdit() {
  const t = useT();
  const can = useCan();
  return (
    <EditPage
      title={(room) => String(room.name)}
      subtitle={(room) =>
        !(room as Room).is_active && (
          <Chip size="small" color="warning" variant="outlined" label={t('rooms.inactive')} />
        )
      }
      next={() => '/rooms'}
      actions={
        <Lifecycle
          name={(room) => String(room.name)}
          mayChange={can('rooms.change')}
          mayDelete={can('rooms.delete')}
          texts={{
            retire: t('rooms.retire'),
            revive: t('rooms.revive'),
            retired: t('rooms.retired'),
            revived: t('rooms.revived'),
            delete: t('rooms.delete'),
            deleteText: t('rooms.deleteText'),
            deleted: t('rooms.deleted'),
          }}
          explain={(error, doing, room) => whyNeeded(error, doing, String(room.id), t)}
        />
      }
    >
      <RoomFields />
    </EditPage>
  );
}

/** What needs the room, and the way to what has to change. */
function whyNeeded(error: ApiError, doing: 'retire' | 'delete', room: string, t: Translate): ReactNode {
  if (error.code !== 'room_in_use') return null;
  const { appointments, services, times } = error.problem;
  if (typeof appointments === 'number') {
    const text = t(doing === 'retire' ? 'rooms.inUse.upcoming' : 'rooms.inUse.appointments', {
      smart_count: appointments,
    });
    return <Why text={text} to={`/agenda?by=room&rooms=${room}`} link={t('rooms.inUse.seeAgenda')} />;
  }
  if (typeof services === 'number') {
    const text = t('rooms.inUse.services', { smart_count: services });
    return <Why text={text} to={`/services?room=${room}`} link={t('rooms.inUse.seeServices')} />;
  }
  if (typeof times === 'number') {
    const text = t('rooms.inUse.times', { smart_count: times });
    return <Why text={text} to={`/agenda?by=room&rooms=${room}`} link={t('rooms.inUse.seeAgenda')} />;
  }
  return null;
}

function Why({ text, to, link }: { text: string; to: string; link: string }) {
  return (
    <>
      {text}{' '}
      <Link component={RouterLink} to={to}>
        {link}
      </Link>
    </>
  );
}
