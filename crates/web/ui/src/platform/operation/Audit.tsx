import HistoryOutlined from '@mui/icons-material/HistoryOutlined';
import { Box, Button, Card, Link, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { done } from '../../api/client';
import type { CursorBodyPlatformAuditLine } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { ErrorNotice, Notice } from '../../staff/ui/Notice';
import { Page } from '../../staff/ui/Page';
import { ScreenSkeleton } from '../../staff/frame/ScreenSkeleton';
import { api } from '../core/session';
import { ACTIONS, told, useAction } from './actions';

type Line = CursorBodyPlatformAuditLine['data'][number];

const LIMIT = 40;

/** What was done on the platform, by whom, and why. */
export default function Audit() {
  const t = useT();
  const formats = useFormats();
  const word = useAction();
  const [typed, setTyped] = useState({ actor: '', action: '', from: '' });
  const wanted = useDeferredValue(typed);
  const query = useInfiniteQuery({
    queryKey: ['audit', wanted],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      done(
        api.GET('/api/v1/platform/audit', {
          params: {
            query: {
              limit: LIMIT,
              ...(pageParam === null ? {} : { cursor: pageParam }),
              ...(wanted.actor.trim() === '' ? {} : { actor: wanted.actor.trim() }),
              ...(wanted.action === '' ? {} : { action: wanted.action }),
              ...(wanted.from === '' ? {} : { from: formats.instant(`${wanted.from}T00:00`) }),
            },
          },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor ?? null,
  });
  const lines = query.data?.pages.flatMap(({ data }) => data);
  return (
    <Page title={t('platform.audit.title')} subtitle={t('platform.audit.subtitle')}>
      <Stack direction="row" sx={{ gap: 1.5, mb: 2, flexWrap: 'wrap' }}>
        <TextField
          label={t('platform.audit.actor')}
          value={typed.actor}
          onChange={({ target }) => setTyped({ ...typed, actor: target.value })}
          sx={{ flex: { xs: '1 1 100%', sm: '0 1 260px' } }}
        />
        <TextField
          select
          label={t('platform.audit.action')}
          value={typed.action}
          onChange={({ target }) => setTyped({ ...typed, action: target.value })}
          sx={{ minWidth: 240 }}
        >
          <MenuItem value="">{t('common.all')}</MenuItem>
          {ACTIONS.map((action) => (
            <MenuItem key={action} value={action}>
              {word(action)}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          type="date"
          label={t('platform.audit.from')}
          value={typed.from}
          onChange={({ target }) => setTyped({ ...typed, from: target.value })}
          slotProps={{ inputLabel: { shrink: true } }}
        />
      </Stack>
      {lines === undefined ? (
        query.error ? (
          <ErrorNotice error={query.error} retry={() => void query.refetch()} />
        ) : (
          <ScreenSkeleton />
        )
      ) : (
        <Card>
          {lines.length === 0 ? (
            <Notice icon={HistoryOutlined} title={t('platform.audit.empty')} />
          ) : (
            <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none' }}>
              {lines.map((line) => (
                <Entry key={line.id} line={line} />
              ))}
            </Box>
          )}
        </Card>
      )}
      {query.hasNextPage && (
        <Button sx={{ mt: 2 }} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('platform.audit.more')}
        </Button>
      )}
    </Page>
  );
}

function Entry({ line }: { line: Line }) {
  const t = useT();
  const formats = useFormats();
  const word = useAction();
  const facts = told(line.detail as Record<string, unknown>);
  return (
    <Stack
      component="li"
      direction={{ xs: 'column', sm: 'row' }}
      sx={{
        columnGap: 2.5,
        rowGap: 0.25,
        px: 2.5,
        py: 1.5,
        borderBottom: 1,
        borderColor: 'divider',
        '&:last-child': { borderBottom: 0 },
      }}
    >
      <Typography
        variant="body2"
        color="text.secondary"
        component="time"
        dateTime={line.at}
        sx={{ width: 168, flexShrink: 0 }}
      >
        {formats.dateTime(line.at)}
      </Typography>
      <Box sx={{ minWidth: 0, flex: 1 }}>
        <Typography>
          <strong>{word(line.action)}</strong>
          {line.tenant_slug && (
            <>
              {' · '}
              {line.tenant_id ? (
                <Link component={RouterLink} to={`/tenants/${line.tenant_id}`} underline="always">
                  {line.tenant_slug}
                </Link>
              ) : (
                line.tenant_slug
              )}
            </>
          )}
        </Typography>
        {facts.length > 0 && (
          <Typography variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
            {facts
              .map(
                ([name, value]) =>
                  `${DETAILS.has(name) ? t(`platform.audit.details.${name as 'reason'}`) : name}: ${value}`,
              )
              .join(' · ')}
          </Typography>
        )}
      </Box>
      <Typography
        variant="body2"
        color="text.secondary"
        sx={{ textAlign: { sm: 'right' }, overflowWrap: 'anywhere' }}
      >
        {line.actor}
        {line.address && (
          <>
            <br />
            {line.address}
          </>
        )}
      </Typography>
    </Stack>
  );
}

/** Members of an entry that have a name in words. */
const DETAILS = new Set([
  'reason',
  'from',
  'to',
  'email',
  'domain',
  'plan',
  'limit',
  'maximum',
  'user',
  'modules',
  'slug',
  'name',
  'profile',
  'changes',
]);
