import PlaceOutlined from '@mui/icons-material/PlaceOutlined';
import { Box, Stack, Typography } from '@mui/material';
import { DataTable, type RaRecord } from 'react-admin';
import type { Branch } from '../../api/schema';
import { useT } from '../../i18n/react';
import { FilterSelect } from '../ui/list/FilterSelect';
import { ResourceList } from '../ui/list/ResourceList';
import { RowLink } from '../ui/list/rows';
import { Notice } from '../ui/Notice';
import { Tag } from '../ui/Tag';

/** The places of the business. */
export default function BranchList() {
  const t = useT();
  return (
    <ResourceList
      title={t('branches.title')}
      subtitle={t('branches.subtitle')}
      search={t('branches.search')}
      sort={{ field: 'name', order: 'ASC' }}
      filters={
        <FilterSelect
          source="is_active"
          label={t('branches.state')}
          choices={[
            { id: 'true', name: t('branches.open') },
            { id: 'false', name: t('branches.closed') },
          ]}
        />
      }
      add={{ label: t('branches.add'), permission: 'branches.add' }}
      empty={<Notice icon={PlaceOutlined} title={t('branches.title')} text={t('branches.subtitle')} />}
      card={(row) => <Card branch={row as RaRecord & Branch} />}
    >
      <DataTable.Col
        source="name"
        label={t('branches.name')}
        render={(row: Branch) => <RowLink>{row.name}</RowLink>}
      />
      <DataTable.Col source="code" label={t('branches.code')} />
      <DataTable.Col source="address" label={t('branches.address')} disableSort />
      <DataTable.Col source="phone" label={t('branches.phone')} disableSort />
      <DataTable.Col
        source="is_active"
        label={t('branches.state')}
        disableSort
        render={(row: Branch) => <Open branch={row} />}
      />
    </ResourceList>
  );
}

function Open({ branch }: { branch: Branch }) {
  const t = useT();
  return (
    <Tag
      tone={branch.is_active ? 'success' : 'neutral'}
      label={t(branch.is_active ? 'branches.open' : 'branches.closed')}
    />
  );
}

function Card({ branch }: { branch: Branch }) {
  return (
    <Stack direction="row" sx={{ gap: 1.5, alignItems: 'flex-start' }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography sx={{ fontWeight: 600 }}>{branch.name}</Typography>
        <Typography variant="body2" color="text.secondary">
          {branch.address ?? branch.code}
        </Typography>
      </Box>
      <Open branch={branch} />
    </Stack>
  );
}
