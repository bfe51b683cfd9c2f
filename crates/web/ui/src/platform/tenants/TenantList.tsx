import Add from '@mui/icons-material/Add';
import ErrorOutline from '@mui/icons-material/ErrorOutline';
import StorefrontOutlined from '@mui/icons-material/StorefrontOutlined';
import { Box, Button, Stack, Typography } from '@mui/material';
import { DataTable, ListBase, type RaRecord } from 'react-admin';
import { Link } from 'react-router-dom';
import type { TenantBody } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { FilterSelect } from '../../staff/ui/list/FilterSelect';
import { ListBody } from '../../staff/ui/list/ListBody';
import { RowLink } from '../../staff/ui/list/rows';
import { SearchBox } from '../../staff/ui/list/SearchBox';
import { Notice } from '../../staff/ui/Notice';
import { Page } from '../../staff/ui/Page';
import { Tag } from '../../staff/ui/Tag';
import { bytes } from '../core/bytes';
import { useNames } from '../core/names';
import { BUSY_MS, CALM_MS } from '../core/queries';
import { StateTag, SubscriptionTag } from '../ui/tags';
import { UsageGlance } from '../ui/Usage';

type Row = TenantBody & RaRecord;
const asRow = (row: object) => row as Row;

const GOING_ON = ['pending', 'provisioning', 'deleting'];

/** All tenants: found by name, address or tax number, narrowed by state, plan, industry and subscription. */
export default function TenantList() {
  const t = useT();
  const formats = useFormats();
  const { name, choices } = useNames();
  return (
    <ListBase
      resource="tenants"
      perPage={20}
      sort={{ field: 'created_at', order: 'DESC' }}
      exporter={false}
      queryOptions={{
        onError: () => undefined,
        refetchInterval: ({ state }) =>
          state.data?.data.some((row) => GOING_ON.includes(asRow(row).state)) ? BUSY_MS : CALM_MS,
      }}
    >
      <Page
        title={t('platform.tenants.title')}
        subtitle={t('platform.tenants.subtitle')}
        actions={
          <Button variant="contained" startIcon={<Add />} component={Link} to="/tenants/create">
            {t('platform.tenants.add')}
          </Button>
        }
      >
        <Stack direction="row" sx={{ gap: 1.5, mb: 2, flexWrap: 'wrap', alignItems: 'center' }}>
          <SearchBox label={t('platform.tenants.search')} />
          <FilterSelect source="state" label={t('platform.tenants.state')} choices={choices('states')} />
          <FilterSelect source="plan" label={t('platform.tenants.plan')} choices={choices('plans')} />
          <FilterSelect
            source="profile"
            label={t('platform.tenants.industry')}
            choices={choices('industries')}
          />
          <FilterSelect
            source="subscription"
            label={t('platform.tenants.subscription')}
            choices={choices('subscriptions')}
          />
        </Stack>
        <ListBody
          card={(row) => <Card row={asRow(row)} />}
          empty={
            <Notice
              icon={StorefrontOutlined}
              title={t('platform.tenants.empty')}
              text={t('platform.tenants.emptyText')}
              action={
                <Button variant="contained" component={Link} to="/tenants/create">
                  {t('platform.tenants.add')}
                </Button>
              }
            />
          }
        >
          <DataTable.Col
            source="name"
            label={t('platform.tenants.name')}
            render={(row) => <Named row={asRow(row)} />}
          />
          <DataTable.Col
            source="state"
            label={t('platform.tenants.state')}
            render={(row) => <States row={asRow(row)} />}
          />
          <DataTable.Col
            source="plan"
            label={t('platform.tenants.plan')}
            render={(row) => name('plans', asRow(row).plan)}
          />
          <DataTable.Col
            source="usage"
            disableSort
            label={t('platform.usage.title')}
            render={(row) => <UsageGlance usage={asRow(row).usage} />}
          />
          <DataTable.Col
            source="schema_version"
            disableSort
            label={t('platform.tenants.schema')}
            render={(row) => <SchemaTag version={asRow(row).schema_version ?? null} />}
          />
          <DataTable.Col
            source="size_bytes"
            label={t('platform.tenants.size')}
            render={(row) => {
              const size = asRow(row).size_bytes;
              return size == null ? '–' : bytes(formats, size);
            }}
          />
          <DataTable.Col
            source="last_activity_at"
            label={t('platform.tenants.activity')}
            render={(row) => {
              const at = asRow(row).last_activity_at;
              return at ? formats.relative(at) : '–';
            }}
          />
          <DataTable.Col
            source="created_at"
            label={t('platform.tenants.created')}
            render={(row) => formats.date(asRow(row).created_at)}
          />
        </ListBody>
      </Page>
    </ListBase>
  );
}

function Named({ row }: { row: Row }) {
  const { name } = useNames();
  return (
    <Box sx={{ minWidth: 180 }}>
      <RowLink>{row.name}</RowLink>
      <Typography variant="body2" color="text.secondary">
        {row.slug} · {name('industries', row.profile)}
      </Typography>
      <Failure row={row} />
    </Box>
  );
}

/** What went wrong with a tenant, if anything did: at which step, and why. */
function Failure({ row }: { row: Row }) {
  const t = useT();
  const text = row.failure
    ? t('platform.tenants.failed', { step: row.failed_step ?? '–', reason: row.failure })
    : row.migration_failure
      ? t('platform.tenants.migrationFailed', { reason: row.migration_failure })
      : null;
  if (text === null) return null;
  return (
    <Stack direction="row" sx={{ gap: 0.75, mt: 0.5, color: 'error.main', maxWidth: 380 }}>
      <ErrorOutline fontSize="small" />
      <Typography
        variant="body2"
        sx={{
          overflowWrap: 'anywhere',
          display: '-webkit-box',
          WebkitLineClamp: 3,
          WebkitBoxOrient: 'vertical',
          overflow: 'hidden',
        }}
      >
        {text}
      </Typography>
    </Stack>
  );
}

function States({ row }: { row: Row }) {
  return (
    <Stack sx={{ gap: 0.5, alignItems: 'flex-start' }}>
      <StateTag state={row.state} />
      {row.subscription && row.subscription.state !== 'active' && (
        <SubscriptionTag state={row.subscription.state} />
      )}
    </Stack>
  );
}

/** Whether a schema is at the program's version. */
export function SchemaTag({ version }: { version: string | null }) {
  const t = useT();
  if (version === 'current') return <Tag tone="success" label={t('platform.schema.current')} />;
  if (version === 'behind') return <Tag tone="warning" label={t('platform.schema.behind')} />;
  if (version === 'ahead') return <Tag tone="danger" label={t('platform.schema.ahead')} />;
  return <>–</>;
}

function Card({ row }: { row: Row }) {
  const t = useT();
  const formats = useFormats();
  const { name } = useNames();
  return (
    <Stack sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 1 }}>
        <Box sx={{ minWidth: 0 }}>
          <Typography sx={{ fontWeight: 650 }}>{row.name}</Typography>
          <Typography variant="body2" color="text.secondary">
            {row.slug} · {name('plans', row.plan)}
          </Typography>
        </Box>
        <States row={row} />
      </Stack>
      <Failure row={row} />
      <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 2, alignItems: 'flex-end' }}>
        <UsageGlance usage={row.usage} />
        <Typography variant="body2" color="text.secondary" sx={{ textAlign: 'right' }}>
          {row.last_activity_at
            ? formats.relative(row.last_activity_at)
            : t('platform.tenants.createdOn', { date: formats.date(row.created_at) })}
        </Typography>
      </Stack>
    </Stack>
  );
}
