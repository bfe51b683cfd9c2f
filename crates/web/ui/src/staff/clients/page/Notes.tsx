import EditNoteOutlined from '@mui/icons-material/EditNoteOutlined';
import { Box, Button, Card, Skeleton, Stack } from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useT } from '../../../i18n/react';
import { useCan } from '../../core/me';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { notesQuery } from '../queries';
import { NoteCard } from './NoteCard';
import { NoteForm } from './NoteForm';
import { useNotes } from './useNotes';

/** What the team wrote down about a client. */
export function Notes({ client }: { client: string }) {
  const t = useT();
  const mayWrite = useCan()('clients.change');
  const { add } = useNotes(client);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    notesQuery(client),
  );
  const notes = data?.pages.flatMap((page) => page.data);
  return (
    <Stack sx={{ gap: 2, maxWidth: 820 }}>
      {mayWrite && (
        <Card sx={{ p: 2 }}>
          <NoteForm save={(note) => add.mutateAsync(note)} />
        </Card>
      )}
      {notes === undefined && error ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : notes === undefined ? (
        <Skeleton variant="rounded" height={120} />
      ) : notes.length === 0 ? (
        <Notice
          icon={EditNoteOutlined}
          title={t('clients.notes.emptyTitle')}
          text={t('clients.notes.emptyText')}
        />
      ) : (
        <Box component="ul" sx={{ m: 0, p: 0, display: 'grid', gap: 1.5 }}>
          {notes.map((note) => (
            <NoteCard key={note.id} note={note} />
          ))}
        </Box>
      )}
      {hasNextPage && (
        <Button onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('clients.notes.more')}
        </Button>
      )}
    </Stack>
  );
}
