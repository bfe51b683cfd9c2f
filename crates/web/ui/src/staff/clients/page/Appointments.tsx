import EventNoteOutlined from '@mui/icons-material/EventNoteOutlined';
import { Button, Card, List, Typography } from '@mui/material';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { useT } from '../../../i18n/react';
import { useCan } from '../../core/me';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { pastQuery, upcomingQuery } from '../queries';
import { AppointmentRow, AppointmentRows } from './AppointmentRow';

/** Everything that a client has booked. */
export function Appointments({ client }: { client: string }) {
  const t = useT();
  const can = useCan();
  const upcoming = useQuery(upcomingQuery(client));
  const past = useInfiniteQuery(pastQuery(client));
  const over = past.data?.pages.flatMap((page) => page.data);
  if (upcoming.data?.length === 0 && over?.length === 0) {
    return (
      <Card>
        <Notice
          icon={EventNoteOutlined}
          title={t('clients.appointments.none')}
          text={t('clients.appointments.noneText')}
          action={
            can('appointments.add') && (
              <Button variant="contained" component={Link} to={`/agenda?nueva=1&client=${client}`}>
                {t('clients.page.book')}
              </Button>
            )
          }
        />
      </Card>
    );
  }
  return (
    <>
      <Group
        title={t('clients.appointments.upcoming')}
        empty={t('clients.appointments.noneUpcoming')}
        {...upcoming}
      >
        {upcoming.data?.map((one) => (
          <AppointmentRow key={one.id} appointment={one} />
        ))}
      </Group>
      <Group title={t('clients.appointments.past')} empty={t('clients.appointments.nonePast')} {...past}>
        {over?.map((one) => (
          <AppointmentRow key={one.id} appointment={one} />
        ))}
      </Group>
      {past.hasNextPage && (
        <Button onClick={() => void past.fetchNextPage()} loading={past.isFetchingNextPage} sx={{ mt: 1 }}>
          {t('clients.appointments.more')}
        </Button>
      )}
    </>
  );
}

interface GroupProps {
  title: string;
  empty: string;
  error: unknown;
  refetch: () => unknown;
  children: ReactNode[] | undefined;
}

function Group({ title, empty, error, refetch, children }: GroupProps) {
  return (
    <Card component="section" sx={{ mb: 2 }}>
      <Typography variant="h3" component="h2" sx={{ px: 2, pt: 2, pb: 1 }}>
        {title}
      </Typography>
      {children === undefined && error ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : (
        <List disablePadding>
          {children ?? <AppointmentRows count={3} />}
          {children?.length === 0 && (
            <Typography component="li" color="text.secondary" sx={{ px: 2, pb: 2 }}>
              {empty}
            </Typography>
          )}
        </List>
      )}
    </Card>
  );
}
