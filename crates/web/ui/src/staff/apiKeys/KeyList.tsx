import KeyOutlined from '@mui/icons-material/KeyOutlined';
import { Box, Button, Stack, Typography } from '@mui/material';
import { DataTable } from 'react-admin';
import type { ApiKey } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { FilterSelect } from '../ui/list/FilterSelect';
import { ResourceList } from '../ui/list/ResourceList';
import { Notice } from '../ui/Notice';
import { Tag } from '../ui/Tag';
import { RevokeKey } from './RevokeKey';
import { useState } from 'react';

/** The keys with which programs act. */
export default function KeyList() {
  const t = useT();
  const formats = useFormats();
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  return (
    <>
      <ResourceList
        resource="api-keys"
        title={t('apiKeys.title')}
        subtitle={t('apiKeys.subtitle')}
        search={t('apiKeys.search')}
        sort={{ field: 'created_at', order: 'DESC' }}
        filters={
          <FilterSelect
            source="active"
            label={t('apiKeys.state')}
            choices={[{ id: 'false', name: t('apiKeys.ended') }]}
          />
        }
        add={{ label: t('apiKeys.add'), permission: 'api_keys.add', to: '/claves/create' }}
        to={null}
        empty={<Notice icon={KeyOutlined} title={t('apiKeys.none')} text={t('apiKeys.noneText')} />}
        card={(row) => <Card apiKey={row as unknown as ApiKey} onRevoke={setRevoked} />}
      >
        <DataTable.Col
          source="name"
          label={t('apiKeys.name')}
          render={(row: ApiKey) => <Name apiKey={row} />}
        />
        <DataTable.Col
          source="scopes"
          label={t('apiKeys.scopes')}
          disableSort
          render={(row: ApiKey) => t('apiKeys.howMany', { smart_count: row.scopes.length })}
        />
        <DataTable.Col
          source="last_used_at"
          label={t('apiKeys.lastUsed')}
          render={(row: ApiKey) =>
            row.last_used_at ? formats.relative(row.last_used_at) : t('apiKeys.never')
          }
        />
        <DataTable.Col
          source="expires_at"
          label={t('apiKeys.ends')}
          render={(row: ApiKey) => <Ends apiKey={row} />}
        />
        <DataTable.Col
          source="id"
          label=" "
          disableSort
          render={(row: ApiKey) => <Revoke apiKey={row} onRevoke={setRevoked} />}
        />
      </ResourceList>
      {revoked && <RevokeKey apiKey={revoked} onClose={() => setRevoked(null)} />}
    </>
  );
}

function Name({ apiKey }: { apiKey: ApiKey }) {
  return (
    <>
      <Typography sx={{ fontWeight: 600 }}>{apiKey.name}</Typography>
      <Typography variant="body2" color="text.secondary" sx={{ fontFamily: 'monospace' }}>
        {apiKey.prefix}…
      </Typography>
    </>
  );
}

function Ends({ apiKey }: { apiKey: ApiKey }) {
  const t = useT();
  const formats = useFormats();
  if (apiKey.revoked_at)
    return <Tag tone="danger" label={t('apiKeys.revoked', { date: formats.date(apiKey.revoked_at) })} />;
  return <>{apiKey.expires_at ? formats.date(apiKey.expires_at) : t('apiKeys.noEnd')}</>;
}

function Revoke({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: (apiKey: ApiKey) => void }) {
  const t = useT();
  const everywhere = useEverywhere();
  if (apiKey.revoked_at || !everywhere('api_keys.delete')) return null;
  return (
    <Button
      color="error"
      size="small"
      onClick={() => onRevoke(apiKey)}
      aria-label={t('apiKeys.revokeOne', { name: apiKey.name })}
    >
      {t('apiKeys.revoke')}
    </Button>
  );
}

function Card({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: (apiKey: ApiKey) => void }) {
  const t = useT();
  return (
    <Stack direction="row" sx={{ gap: 1, alignItems: 'center' }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Name apiKey={apiKey} />
        <Typography variant="body2" color="text.secondary" component="div">
          {t('apiKeys.howMany', { smart_count: apiKey.scopes.length })} · <Ends apiKey={apiKey} />
        </Typography>
      </Box>
      <Revoke apiKey={apiKey} onRevoke={onRevoke} />
    </Stack>
  );
}
