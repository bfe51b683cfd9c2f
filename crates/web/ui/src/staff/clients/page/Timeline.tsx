import HistoryOutlined from '@mui/icons-material/HistoryOutlined';
import { Box, Button, Card, Chip, Skeleton, Stack } from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../../../i18n/react';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { timelineQuery } from '../queries';
import { Days } from './Days';
import { GROUPS, type Group } from './happened';

const CHOICES: ('all' | Group)[] = ['all', 'appointments', 'notes', 'letters', 'data'];

/** All that happened with a client, the newest first. */
export function Timeline({ client }: { client: string }) {
  const t = useT();
  const [group, setGroup] = useState<'all' | Group>('all');
  const kinds = group === 'all' ? [] : GROUPS[group];
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } =
    useInfiniteQuery(timelineQuery(client, kinds));
  const entries = data?.pages.flatMap((page) => page.data);
  return (
    <Box sx={{ maxWidth: 820 }}>
      <Stack
        direction="row"
        role="group"
        aria-label={t('clients.timeline.filter')}
        sx={{ gap: 1, mb: 2, flexWrap: 'wrap' }}
      >
        {CHOICES.map((choice) => (
          <Chip
            key={choice}
            clickable
            component="button"
            aria-pressed={choice === group}
            label={t(`clients.timeline.${choice}`)}
            color={choice === group ? 'primary' : 'default'}
            variant={choice === group ? 'filled' : 'outlined'}
            onClick={() => setGroup(choice)}
            sx={{ height: 40, borderRadius: 20, px: 0.5 }}
          />
        ))}
      </Stack>
      {entries === undefined && error ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : entries === undefined ? (
        <Skeleton variant="rounded" height={320} />
      ) : entries.length === 0 ? (
        <Card>
          <Notice
            icon={HistoryOutlined}
            title={t('clients.timeline.empty')}
            text={t('clients.timeline.emptyText')}
          />
        </Card>
      ) : (
        <Box sx={{ opacity: isPlaceholderData ? 0.6 : 1, transition: 'opacity 150ms' }}>
          <Days entries={entries} />
        </Box>
      )}
      {hasNextPage && !isPlaceholderData && (
        <Button onClick={() => void fetchNextPage()} loading={isFetchingNextPage} sx={{ mt: 2 }}>
          {t('clients.timeline.more')}
        </Button>
      )}
    </Box>
  );
}
