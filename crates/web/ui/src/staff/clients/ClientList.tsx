import GroupsOutlined from '@mui/icons-material/GroupsOutlined';
import RestoreFromTrashOutlined from '@mui/icons-material/RestoreFromTrashOutlined';
import { Box, Chip, Link, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { DataTable, useListContext, type RaRecord } from 'react-admin';
import type { Client } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { phoneText } from '../agenda/phone';
import { FilterSelect } from '../ui/list/FilterSelect';
import { AddButton, ResourceList } from '../ui/list/ResourceList';
import { RowLink } from '../ui/list/rows';
import { Notice } from '../ui/Notice';
import { documentKind, nameOf } from './client';
import { ClientFace } from './ClientFace';
import { Highlight } from './Highlight';
import { tagsQuery } from './queries';
import { RestoreButton } from './RestoreButton';
import { TagChips } from './TagChips';

/** All clients, and those who were deleted. */
export default function ClientList() {
  const t = useT();
  const formats = useFormats();
  const add = { label: t('clients.add'), permission: 'clients.add' };
  return (
    <ResourceList
      title={t('clients.title')}
      subtitle={t('clients.subtitle')}
      search={t('clients.search')}
      // No order of its own: the newest first, and while searching whoever fits best.
      sort={{ field: 'id', order: 'ASC' }}
      add={add}
      to={({ id, deleted_at }: RaRecord) => (deleted_at ? null : `/clients/${String(id)}/show`)}
      filters={<Filters />}
      empty={<Empty add={add} />}
      card={(row) => <ClientRow client={row as Client} />}
    >
      <DataTable.Col
        source="first_name"
        label={t('clients.columns.client')}
        render={(row: Client) => <Who client={row} />}
      />
      <DataTable.Col
        source="phone"
        disableSort
        label={t('clients.columns.phone')}
        render={(row: Client) => <Phone client={row} />}
      />
      <DataTable.Col
        source="email"
        disableSort
        label={t('clients.columns.email')}
        render={(row: Client) => (
          <Typography variant="body2" noWrap sx={{ maxWidth: 220 }}>
            {row.email}
          </Typography>
        )}
      />
      <DataTable.Col
        source="tags"
        disableSort
        label={t('clients.columns.tags')}
        render={(row: Client) => <TagChips tags={row.tags} most={3} />}
      />
      <DataTable.Col
        source="created_at"
        label={t('clients.columns.since')}
        render={(row: Client) =>
          row.deleted_at ? (
            <RestoreButton client={row} />
          ) : (
            <Box sx={{ whiteSpace: 'nowrap' }}>{formats.date(row.created_at)}</Box>
          )
        }
      />
    </ResourceList>
  );
}

/** By tag, and whether those who were deleted are shown. */
function Filters() {
  const t = useT();
  const { data: tags = [] } = useQuery(tagsQuery);
  return (
    <>
      {tags.length > 0 && (
        <FilterSelect
          source="tags"
          label={t('clients.tag')}
          choices={tags.map((tag) => ({ id: tag, name: tag }))}
        />
      )}
      <DeletedToggle />
    </>
  );
}

function DeletedToggle() {
  const t = useT();
  const { filterValues, setFilters } = useListContext();
  const { deleted, ...others } = filterValues as Record<string, unknown>;
  const on = String(deleted) === 'true';
  return (
    <Chip
      clickable
      component="button"
      aria-pressed={on}
      icon={<RestoreFromTrashOutlined />}
      label={t('clients.deleted')}
      variant={on ? 'filled' : 'outlined'}
      color={on ? 'primary' : 'default'}
      onClick={() => setFilters(on ? others : { ...others, deleted: 'true' })}
      sx={{ height: 40, borderRadius: '10px', px: 0.5 }}
    />
  );
}

function Empty({ add }: { add: { label: string; permission: string } }) {
  const t = useT();
  return (
    <Notice
      icon={GroupsOutlined}
      title={t('clients.empty.title')}
      text={t('clients.empty.text')}
      action={<AddButton {...add} />}
    />
  );
}

function Who({ client }: { client: Client }) {
  const t = useT();
  const name = nameOf(client);
  return (
    <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center' }}>
      <ClientFace name={name} size={36} />
      <Box sx={{ minWidth: 0 }}>
        <RowLink>
          <Highlight text={name} />
        </RowLink>
        {client.document_number && (
          <Typography variant="body2" color="text.secondary">
            {t(`clients.documentsShort.${documentKind(client.document_kind ?? '')}`)}{' '}
            <Highlight text={client.document_number} />
          </Typography>
        )}
      </Box>
    </Stack>
  );
}

function Phone({ client }: { client: Client }) {
  const t = useT();
  if (!client.phone) return <Typography color="text.secondary">{t('clients.noPhone')}</Typography>;
  return (
    <Link
      href={`tel:${client.phone}`}
      aria-label={t('clients.call', { name: nameOf(client) })}
      onClick={(event) => event.stopPropagation()}
      sx={{ whiteSpace: 'nowrap', color: 'text.primary' }}
    >
      <Highlight text={phoneText(client.phone)} />
    </Link>
  );
}

/** A client on a phone: the row leads to the page, where they can be called. */
function ClientRow({ client }: { client: Client }) {
  const t = useT();
  const formats = useFormats();
  const name = nameOf(client);
  return (
    <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center' }}>
      <ClientFace name={name} />
      <Box sx={{ minWidth: 0, flex: 1 }}>
        <Typography sx={{ fontWeight: 600 }} noWrap>
          <Highlight text={name} />
        </Typography>
        <Typography variant="body2" color="text.secondary" noWrap>
          {client.deleted_at ? (
            t('clients.deletedOn', { day: formats.date(client.deleted_at) })
          ) : (
            <Highlight text={client.phone ? phoneText(client.phone) : t('clients.noPhone')} />
          )}
        </Typography>
        <TagChips tags={client.tags} most={3} sx={{ mt: 0.5 }} />
      </Box>
      {client.deleted_at && <RestoreButton client={client} />}
    </Stack>
  );
}
