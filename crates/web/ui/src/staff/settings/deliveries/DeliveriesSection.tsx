import MarkEmailReadOutlined from '@mui/icons-material/MarkEmailReadOutlined';
import {
  Box,
  Button,
  Card,
  Link,
  List,
  ListItem,
  Skeleton,
  ToggleButton,
  ToggleButtonGroup,
  Typography,
} from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { done } from '../../../api/client';
import type { Delivery } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useNamed } from '../../core/names';
import { api } from '../../core/session';
import { ErrorNotice, Notice } from '../../ui/Notice';
import { Tag, type Tone } from '../../ui/Tag';

const TONES: Record<string, Tone> = { sent: 'success', refused: 'danger', sending: 'warning' };
const STATES = ['sent', 'refused', 'sending'] as const;
type State = (typeof STATES)[number];

/** What became of the letters to clients: those that did not arrive first. */
export default function DeliveriesSection() {
  const t = useT();
  const [state, setState] = useState<State | ''>('refused');
  const query = useInfiniteQuery({
    queryKey: ['deliveries', state],
    queryFn: ({ pageParam }) =>
      done(
        api.GET('/api/v1/deliveries', {
          params: {
            query: {
              limit: 30,
              ...(pageParam === null ? {} : { cursor: pageParam }),
              ...(state === '' ? {} : { 'filter[state]': state }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
  const rows = query.data?.pages.flatMap((page) => page.data as Delivery[]);
  return (
    <>
      <ToggleButtonGroup
        exclusive
        value={state}
        onChange={(_event, value: State | '' | null) => value !== null && setState(value)}
        aria-label={t('settings.deliveries.filter')}
        sx={{ mb: 2, flexWrap: 'wrap' }}
      >
        <ToggleButton value="refused">{t('settings.deliveries.states.refused')}</ToggleButton>
        <ToggleButton value="sending">{t('settings.deliveries.states.sending')}</ToggleButton>
        <ToggleButton value="sent">{t('settings.deliveries.states.sent')}</ToggleButton>
        <ToggleButton value="">{t('common.all')}</ToggleButton>
      </ToggleButtonGroup>
      <Card aria-busy={query.isPending}>
        {query.error && !rows ? (
          <ErrorNotice error={query.error} retry={() => void query.refetch()} />
        ) : rows?.length === 0 ? (
          <Notice
            icon={MarkEmailReadOutlined}
            title={t(state === 'refused' ? 'settings.deliveries.allArrived' : 'settings.deliveries.none')}
            text={t('settings.deliveries.emptyText')}
          />
        ) : (
          <List disablePadding>
            {rows
              ? rows.map((row) => <Line key={row.id} row={row} />)
              : Array.from({ length: 6 }, (_, row) => (
                  <ListItem key={row} divider sx={{ px: 3, py: 2 }} aria-hidden>
                    <Skeleton width="60%" height={44} />
                  </ListItem>
                ))}
          </List>
        )}
      </Card>
      {query.hasNextPage && (
        <Button sx={{ mt: 2 }} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  );
}

function Line({ row }: { row: Delivery }) {
  const t = useT();
  const formats = useFormats();
  const named = useNamed();
  const state = STATES.find((one) => one === row.state) ?? 'sending';
  return (
    <ListItem divider sx={{ px: { xs: 2, sm: 3 }, py: 2, display: 'block' }}>
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <Typography sx={{ fontWeight: 600 }}>
          {row.client_name ?? t('settings.deliveries.somebody')}
        </Typography>
        <Tag tone={TONES[state] ?? 'neutral'} label={t(`settings.deliveries.states.${state}`)} />
        <Typography variant="body2" color="text.secondary" sx={{ ml: { sm: 'auto' } }}>
          {formats.dateTime(row.started_at)}
        </Typography>
      </Box>
      <Typography variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
        {[row.recipient, t(`settings.deliveries.kinds.${kindOf(row.kind)}`)].filter(Boolean).join(' · ')}
        {row.appointment_id && row.appointment_code && (
          <>
            {' · '}
            <Link component={RouterLink} to={`/citas?appointment=${row.appointment_id}`}>
              {row.appointment_code}
            </Link>
          </>
        )}
      </Typography>
      {row.problem && (
        <Typography variant="body2" color="error" sx={{ mt: 0.5 }}>
          {named(row.problem)}
        </Typography>
      )}
    </ListItem>
  );
}

const KINDS = [
  'cita-creada',
  'cita-confirmada',
  'cita-reprogramada',
  'cita-cancelada',
  'recordatorio-cita',
  'solicitar-feedback',
  'lista-espera-oferta',
] as const;

function kindOf(kind: string): (typeof KINDS)[number] | 'other' {
  return KINDS.find((known) => known === kind) ?? 'other';
}
