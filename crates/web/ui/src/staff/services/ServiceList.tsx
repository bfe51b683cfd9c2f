import AutoAwesomeOutlined from '@mui/icons-material/AutoAwesomeOutlined';
import Search from '@mui/icons-material/Search';
import SearchOff from '@mui/icons-material/SearchOff';
import SellOutlined from '@mui/icons-material/SellOutlined';
import {
  Box,
  Button,
  Card,
  Chip,
  InputAdornment,
  List,
  MenuItem,
  Skeleton,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import type { Service } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { useCan } from '../core/me';
import { AddButton } from '../ui/list/ResourceList';
import { ErrorNotice, Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { byCategory, matches } from './groups';
import { activeRoomsQuery, everyServiceQuery } from './queries';
import { ServiceRow } from './ServiceRow';

const SHOWN = ['active', 'inactive', 'all'] as const;

/** All services by category, as a price list. */
export default function ServiceList() {
  const t = useT();
  const mayAdd = useEverywhere()('services.add');
  const [params, setParams] = useSearchParams();
  const q = params.get('q') ?? '';
  const room = params.get('room') ?? '';
  const shown = SHOWN.find((one) => one === params.get('show')) ?? (room ? 'all' : 'active');
  const search = useDeferredValue(q);
  const { data, error, refetch } = useQuery(everyServiceQuery);
  const put = (name: string, value: string) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  const found = data?.filter(
    (service) =>
      (shown === 'all' || service.is_active === (shown === 'active')) &&
      (room === '' || service.rooms.includes(room)) &&
      matches(search, [service.name, service.category, service.description]),
  );
  const actions = mayAdd && (
    <>
      <Button variant="outlined" startIcon={<AutoAwesomeOutlined />} component={Link} to="/services/import">
        {t('services.import')}
      </Button>
      <AddButton label={t('services.add')} permission="services.add" />
    </>
  );
  return (
    <Page title={t('services.title')} subtitle={t('services.subtitle')} actions={actions}>
      <Stack direction="row" sx={{ gap: 1.5, mb: 2, flexWrap: 'wrap', alignItems: 'center' }}>
        <TextField
          type="search"
          placeholder={t('services.search')}
          value={q}
          onChange={({ target }) => put('q', target.value)}
          sx={{ flex: { xs: '1 1 100%', sm: '0 1 360px' } }}
          slotProps={{
            htmlInput: { 'aria-label': t('services.search'), autoComplete: 'off' },
            input: {
              startAdornment: (
                <InputAdornment position="start">
                  <Search fontSize="small" />
                </InputAdornment>
              ),
            },
          }}
        />
        <TextField
          select
          label={t('services.show')}
          value={shown}
          onChange={({ target }) => put('show', target.value === 'active' && !room ? '' : target.value)}
          sx={{ minWidth: 160 }}
        >
          {SHOWN.map((one) => (
            <MenuItem key={one} value={one}>
              {t(`services.shown.${one}`)}
            </MenuItem>
          ))}
        </TextField>
        {room && <RoomChip room={room} onDelete={() => put('room', '')} />}
        {found && (
          <Typography variant="body2" color="text.secondary" role="status">
            {t('services.count', { smart_count: found.length })}
          </Typography>
        )}
      </Stack>
      {error && !data ? (
        <Card>
          <ErrorNotice error={error} retry={() => void refetch()} />
        </Card>
      ) : !found || !data ? (
        <Rows />
      ) : data.length === 0 ? (
        <Card>
          <Notice
            icon={SellOutlined}
            title={t('services.empty.title')}
            text={t('services.empty.text')}
            action={
              mayAdd && (
                <Button
                  variant="contained"
                  startIcon={<AutoAwesomeOutlined />}
                  component={Link}
                  to="/services/import"
                >
                  {t('services.import')}
                </Button>
              )
            }
          />
        </Card>
      ) : found.length === 0 ? (
        <Card>
          <Notice
            icon={SearchOff}
            title={t('services.empty.noMatch')}
            text={t(
              shown === 'inactive' && !q ? 'services.empty.noneInactive' : 'services.empty.noMatchText',
            )}
            action={<Button onClick={() => setParams({ show: 'all' })}>{t('services.empty.clear')}</Button>}
          />
        </Card>
      ) : (
        <Groups services={found} />
      )}
    </Page>
  );
}

function Groups({ services }: { services: Service[] }) {
  const t = useT();
  const mayOpen = useCan()('services.change');
  return (
    <Stack sx={{ gap: 2.5 }}>
      {byCategory(services).map(([category, those]) => (
        <section key={category ?? ''} aria-label={category ?? t('services.others')}>
          <Stack direction="row" sx={{ gap: 1, alignItems: 'baseline', mb: 1 }}>
            <Typography variant="h3" component="h2">
              {category ?? t('services.others')}
            </Typography>
            <Typography variant="body2" color="text.secondary">
              {those.length}
            </Typography>
          </Stack>
          <Card>
            <List disablePadding>
              {those.map((service) => (
                <ServiceRow key={service.id} service={service} mayOpen={mayOpen} />
              ))}
            </List>
          </Card>
        </section>
      ))}
    </Stack>
  );
}

/** Says that only what is given in a room is shown. */
function RoomChip({ room, onDelete }: { room: string; onDelete: () => void }) {
  const t = useT();
  const { data } = useQuery(activeRoomsQuery);
  const name = data?.find(({ id }) => id === room)?.name ?? '…';
  return (
    <Chip label={t('services.inRoom', { name })} onDelete={onDelete} color="primary" variant="outlined" />
  );
}

/** As high as the rows that are about to come. */
function Rows() {
  return (
    <Box aria-hidden>
      <Skeleton variant="rounded" width={140} height={26} sx={{ mb: 1 }} />
      <Skeleton variant="rounded" height={68 * 6} />
    </Box>
  );
}
