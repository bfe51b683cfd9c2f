import { Box, Button, Card, List, Skeleton, Stack, Typography } from '@mui/material';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Client } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { useCan } from '../../core/me';
import { ErrorNotice } from '../../ui/Notice';
import { notesQuery, timelineQuery, upcomingQuery } from '../queries';
import { AppointmentRow, AppointmentRows } from './AppointmentRow';
import { Days } from './Days';
import { NoteCard } from './NoteCard';
import { NoteForm } from './NoteForm';
import { useNotes } from './useNotes';

interface SummaryProps {
  client: Client;
  scheduling: boolean;
  open: (tab: 'appointments' | 'notes' | 'timeline') => void;
}

/** At a glance: what comes, what happened last, what to know. */
export function Summary({ client, scheduling, open }: SummaryProps) {
  const t = useT();
  return (
    <Box
      sx={{
        display: 'grid',
        gap: 2,
        alignItems: 'start',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 3fr) minmax(0, 2fr)' },
      }}
    >
      <Stack sx={{ gap: 2 }}>
        {scheduling && (
          <Part title={t('clients.appointments.upcoming')} more={() => open('appointments')}>
            <Upcoming client={client.id} />
          </Part>
        )}
        <Part title={t('clients.summary.recent')} more={() => open('timeline')}>
          <Recent client={client.id} />
        </Part>
      </Stack>
      <Part title={t('clients.notes.title')} more={() => open('notes')}>
        <LastNotes client={client} />
      </Part>
    </Box>
  );
}

function Part({ title, more, children }: { title: string; more: () => void; children: ReactNode }) {
  const t = useT();
  return (
    <Card component="section">
      <Stack direction="row" sx={{ px: 2, pt: 1.5, pb: 0.5, alignItems: 'center' }}>
        <Typography variant="h3" component="h2" sx={{ flex: 1 }}>
          {title}
        </Typography>
        <Button
          size="small"
          onClick={more}
          aria-label={`${t('clients.summary.seeAll')}: ${title}`}
          sx={{ minHeight: 40 }}
        >
          {t('clients.summary.seeAll')}
        </Button>
      </Stack>
      {children}
    </Card>
  );
}

function Upcoming({ client }: { client: string }) {
  const t = useT();
  const { data, error, refetch } = useQuery(upcomingQuery(client));
  if (error && !data) return <ErrorNotice error={error} retry={() => void refetch()} />;
  return (
    <List disablePadding>
      {data ? (
        data.slice(0, 3).map((one) => <AppointmentRow key={one.id} appointment={one} />)
      ) : (
        <AppointmentRows count={1} />
      )}
      {data?.length === 0 && (
        <Typography component="li" color="text.secondary" sx={{ px: 2, pb: 2 }}>
          {t('clients.appointments.noneUpcoming')}
        </Typography>
      )}
    </List>
  );
}

function Recent({ client }: { client: string }) {
  const t = useT();
  const { data, error, refetch } = useInfiniteQuery(timelineQuery(client, [], 6));
  if (error && !data) return <ErrorNotice error={error} retry={() => void refetch()} />;
  const entries = data?.pages[0]?.data;
  return (
    <Box sx={{ px: 2, pb: 1 }}>
      {entries === undefined && <Skeleton variant="rounded" height={240} />}
      {entries?.length === 0 && (
        <Typography color="text.secondary" sx={{ pb: 1 }}>
          {t('clients.summary.noRecent')}
        </Typography>
      )}
      {entries && <Days entries={entries} />}
    </Box>
  );
}

/** What stands in the data, the last notes, and room for another. Pinned ones are at the head of the page. */
function LastNotes({ client }: { client: Client }) {
  const t = useT();
  const mayWrite = useCan()('clients.change') && !client.deleted_at;
  const { add } = useNotes(client.id);
  const { data, error, refetch } = useInfiniteQuery(notesQuery(client.id));
  const notes = data?.pages[0]?.data.filter((note) => !note.pinned).slice(0, 3);
  return (
    <Stack sx={{ px: 2, pb: 2, gap: 1.5 }}>
      {client.notes && (
        <Typography
          sx={(theme) => ({
            p: 1.5,
            borderRadius: '10px',
            background: theme.tokens.sunken,
            whiteSpace: 'pre-line',
            overflowWrap: 'anywhere',
          })}
        >
          {client.notes}
        </Typography>
      )}
      {mayWrite && <NoteForm save={(note) => add.mutateAsync(note)} />}
      {error && !data && <ErrorNotice error={error} retry={() => void refetch()} />}
      {notes?.length === 0 && !client.notes && (
        <Typography color="text.secondary">{t('clients.notes.empty')}</Typography>
      )}
      {notes && notes.length > 0 && (
        <Box component="ul" sx={{ m: 0, p: 0, display: 'grid', gap: 1 }}>
          {notes.map((note) => (
            <NoteCard key={note.id} note={note} />
          ))}
        </Box>
      )}
    </Stack>
  );
}
