import ManageSearchOutlined from '@mui/icons-material/ManageSearchOutlined';
import { Box, Button, Card, Skeleton, Stack, Typography } from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import type { AuditEntry } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { ErrorNotice, Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Entry } from './Entry';
import { Filters } from './Filters';
import { auditQuery, type AuditFilters } from './queries';

const PLAIN = ['q', 'actor', 'entity', 'entity_id', 'action'] as const;

/** Who did what, the newest first. What narrows it is in the address. */
export default function AuditPage() {
  const t = useT();
  const formats = useFormats();
  const [search, setSearch] = useSearchParams();
  const filters: AuditFilters = Object.fromEntries(
    PLAIN.flatMap((name) => {
      const value = search.get(name);
      return value ? [[name, value]] : [];
    }),
  );
  const [from, until] = [search.get('from'), search.get('until')];
  if (from) filters.from = formats.instant(`${from}T00:00`);
  // Up to the end of that day.
  if (until) filters.to = formats.instant(`${formats.addDays(until, 1)}T00:00`);
  const query = useInfiniteQuery(auditQuery(filters));
  const set = (changes: Record<string, string | null>) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value) after.set(name, value);
          else after.delete(name);
        }
        return after;
      },
      { replace: true },
    );

  return (
    <Page title={t('audit.title')} subtitle={t('audit.subtitle')}>
      <Filters search={search} set={set} />
      {query.error && !query.data ? (
        <Card>
          <ErrorNotice error={query.error} retry={() => void query.refetch()} />
        </Card>
      ) : query.data?.length === 0 ? (
        <Card>
          <Notice
            icon={ManageSearchOutlined}
            title={t('audit.none')}
            text={t('audit.noneText')}
            action={
              search.size > 0 && <Button onClick={() => setSearch({})}>{t('frame.list.clearFilters')}</Button>
            }
          />
        </Card>
      ) : query.data ? (
        <Days entries={query.data} />
      ) : (
        <Waiting />
      )}
      {query.hasNextPage && (
        <Box sx={{ textAlign: 'center', mt: 2 }}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('audit.older')}
          </Button>
        </Box>
      )}
    </Page>
  );
}

function Days({ entries }: { entries: AuditEntry[] }) {
  const formats = useFormats();
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const day = formats.dayOf(entry.at);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return (
    <Stack sx={{ gap: 3 }}>
      {[...days].map(([day, of]) => (
        <Box component="section" key={day} aria-label={formats.dayLong(day)}>
          <Typography
            variant="h4"
            component="h2"
            sx={{ mb: 1, '&::first-letter': { textTransform: 'uppercase' } }}
          >
            {formats.dayLong(day)}
          </Typography>
          <Card>
            {of.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </Card>
        </Box>
      ))}
    </Stack>
  );
}

function Waiting() {
  return (
    <Card aria-hidden sx={{ p: 3, display: 'grid', gap: 2.5 }}>
      {Array.from({ length: 9 }, (_, row) => (
        <Skeleton key={row} height={26} width={`${60 + ((row * 7) % 30)}%`} />
      ))}
    </Card>
  );
}
