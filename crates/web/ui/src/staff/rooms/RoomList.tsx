import MeetingRoomOutlined from '@mui/icons-material/MeetingRoomOutlined';
import { Box, Chip, Stack, Typography } from '@mui/material';
import { DataTable, type RaRecord } from 'react-admin';
import type { Room } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useBranches } from '../core/branch';
import { useCan } from '../core/me';
import { ColorDot } from '../ui/ColorDot';
import { FilterSelect } from '../ui/list/FilterSelect';
import { AddButton, ResourceList } from '../ui/list/ResourceList';
import { RowLink } from '../ui/list/rows';
import { Notice } from '../ui/Notice';

/** All rooms and chairs. */
export default function RoomList() {
  const t = useT();
  const can = useCan();
  const branches = useBranches();
  const nameOf = (id: string) => branches.find((branch) => branch.id === id)?.name ?? '';
  const several = branches.length > 1;
  const add = { label: t('rooms.add'), permission: 'rooms.add' };
  return (
    <ResourceList
      title={t('rooms.title')}
      subtitle={t('rooms.subtitle')}
      search={t('rooms.search')}
      sort={{ field: 'position', order: 'ASC' }}
      add={add}
      {...(can('rooms.change') ? {} : { to: null })}
      filters={
        <>
          {several && (
            <FilterSelect
              source="branch_id"
              label={t('rooms.branch')}
              choices={branches.map(({ id, name }) => ({ id, name }))}
            />
          )}
          <FilterSelect
            source="is_active"
            label={t('rooms.state')}
            choices={[
              { id: 'true', name: t('rooms.active') },
              { id: 'false', name: t('rooms.inactive') },
            ]}
          />
        </>
      }
      empty={
        <Notice
          icon={MeetingRoomOutlined}
          title={t('rooms.empty.title')}
          text={t('rooms.empty.text')}
          action={<AddButton {...add} />}
        />
      }
      card={(row: RaRecord) => (
        <RoomRow room={row as Room} branch={several ? nameOf((row as Room).branch_id) : ''} />
      )}
    >
      <DataTable.Col
        source="name"
        label={t('rooms.columns.name')}
        render={(room: Room) => (
          <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center' }}>
            <ColorDot color={room.color} />
            <Box sx={{ minWidth: 0 }}>
              <RowLink>{room.name}</RowLink>
              {room.description && (
                <Typography variant="body2" color="text.secondary" noWrap sx={{ maxWidth: 480 }}>
                  {room.description}
                </Typography>
              )}
            </Box>
          </Stack>
        )}
      />
      {several && (
        <DataTable.Col
          source="branch_id"
          disableSort
          label={t('rooms.columns.branch')}
          render={(room: Room) => nameOf(room.branch_id)}
        />
      )}
      <DataTable.Col
        source="is_active"
        disableSort
        label={t('rooms.columns.state')}
        render={(room: Room) => <RoomState room={room} />}
      />
    </ResourceList>
  );
}

function RoomState({ room }: { room: Room }) {
  const t = useT();
  return (
    <Chip
      size="small"
      variant="outlined"
      color={room.is_active ? 'success' : 'warning'}
      label={t(room.is_active ? 'rooms.active' : 'rooms.inactive')}
    />
  );
}

function RoomRow({ room, branch }: { room: Room; branch: string }) {
  return (
    <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center' }}>
      <ColorDot color={room.color} size={18} />
      <Box sx={{ minWidth: 0, flex: 1 }}>
        <Typography sx={{ fontWeight: 600 }} noWrap>
          {room.name}
        </Typography>
        <Typography variant="body2" color="text.secondary" noWrap>
          {[branch, room.description].filter(Boolean).join(' · ')}
        </Typography>
      </Box>
      {!room.is_active && <RoomState room={room} />}
    </Stack>
  );
}
