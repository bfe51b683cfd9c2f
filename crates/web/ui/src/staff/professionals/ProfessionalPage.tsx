import { Box, Card, Chip, Skeleton, Stack, Tab, Tabs, Typography } from '@mui/material';
import { useState } from 'react';
import { Title, useGetOne } from 'react-admin';
import { useParams, useSearchParams } from 'react-router-dom';
import type { Professional } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useCan, useMe } from '../core/me';
import { ExceptionsPanel } from '../schedules/exceptions/ExceptionsPanel';
import { WeekTab } from '../schedules/week/WeekTab';
import { ErrorNotice } from '../ui/Notice';
import { useEverywhere } from '../core/everywhere';
import { DataTab } from './DataTab';
import { EditedDays } from './EditedDays';
import { Face } from './Face';
import { FeedTab } from './FeedTab';
import { PageMenu } from './PageMenu';
import { ServicesTab } from './ServicesTab';
import { useKind } from './useKind';

const TABS = ['data', 'week', 'services', 'exceptions', 'calendar'] as const;
type TabName = (typeof TABS)[number];

/** All about a professional. */
export default function ProfessionalPage() {
  const { id = '' } = useParams();
  // Another professional is another page: what was typed for one is not the other's.
  return <Loaded key={id} id={id} />;
}

function Loaded({ id }: { id: string }) {
  const { data, error, refetch } = useGetOne<Professional>('professionals', { id });
  if (data) return <Tabbed professional={data} />;
  if (error) return <ErrorNotice error={error} retry={() => void refetch()} />;
  return (
    <Box sx={{ py: 2.5 }}>
      <Stack direction="row" sx={{ gap: 2, mb: 2.5 }}>
        <Skeleton variant="circular" width={64} height={64} />
        <Skeleton variant="rounded" width={240} height={64} />
      </Stack>
      <Skeleton variant="rounded" height={48} sx={{ mb: 2.5 }} />
      <Skeleton variant="rounded" height={420} />
    </Box>
  );
}

function Tabbed({ professional }: { professional: Professional }) {
  const t = useT();
  const can = useCan();
  const me = useMe();
  const mayChange = useEverywhere()('professionals.change');
  const [params, setParams] = useSearchParams();
  const { id } = professional;
  const mine = professional.user_id === me.user.id;
  const seen = TABS.filter((name) => {
    if (name === 'week' || name === 'exceptions') return can('schedules.view');
    return name !== 'calendar' || mine || mayChange;
  });
  const tab: TabName = seen.find((name) => name === params.get('tab')) ?? 'data';
  // A tab that was opened stays, so that nothing half-filled is lost by looking at another.
  const [opened, setOpened] = useState<TabName[]>([tab]);
  if (!opened.includes(tab)) setOpened([...opened, tab]);

  return (
    <Box sx={{ py: { xs: 1.5, md: 2.5 } }}>
      <Title title={professional.full_name} />
      <Header professional={professional} />
      <Tabs
        value={tab}
        onChange={(_event, name: TabName) =>
          setParams((now) => {
            now.set('tab', name);
            return now;
          })
        }
        variant="scrollable"
        allowScrollButtonsMobile
        aria-label={professional.full_name}
        sx={(theme) => ({ mb: 2.5, borderBottom: `1px solid ${theme.tokens.line}` })}
      >
        {seen.map((name) => (
          <Tab
            key={name}
            value={name}
            label={t(`professionals.tabs.${name}`)}
            id={`tab-${name}`}
            aria-controls={`panel-${name}`}
            sx={{ minHeight: 48 }}
          />
        ))}
      </Tabs>
      {seen.map((name) => (
        <Box
          key={name}
          role="tabpanel"
          id={`panel-${name}`}
          aria-labelledby={`tab-${name}`}
          hidden={name !== tab}
        >
          {opened.includes(name) && name === 'data' && <DataTab professional={professional} />}
          {opened.includes(name) && name === 'week' && (
            <>
              <WeekTab professional={id} />
              <EditedDays professional={id} />
            </>
          )}
          {opened.includes(name) && name === 'services' && <ServicesTab professional={professional} />}
          {opened.includes(name) && name === 'exceptions' && <ExceptionsPanel professional={id} />}
          {opened.includes(name) && name === 'calendar' && (
            <FeedTab professional={id} mine={mine && !mayChange} />
          )}
        </Box>
      ))}
    </Box>
  );
}

function Header({ professional }: { professional: Professional }) {
  const t = useT();
  const kind = useKind();
  const { full_name, color, is_active, accepts_online } = professional;
  return (
    <Card variant="outlined" sx={{ border: 'none', background: 'none', mb: 1 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: 'center' }}>
        <Face name={full_name} color={color ?? null} size={64} />
        <Box sx={{ minWidth: 0, flex: 1 }}>
          <Typography variant="h1" sx={{ overflowWrap: 'anywhere' }}>
            {full_name}
          </Typography>
          <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap', mt: 0.25 }}>
            <Typography color="text.secondary">{kind(professional.kind)}</Typography>
            {!is_active && (
              <Chip size="small" color="warning" variant="outlined" label={t('professionals.inactive')} />
            )}
            {is_active && !accepts_online && (
              <Chip size="small" variant="outlined" label={t('professionals.offline')} />
            )}
          </Stack>
        </Box>
        <PageMenu professional={professional} />
      </Stack>
    </Card>
  );
}
