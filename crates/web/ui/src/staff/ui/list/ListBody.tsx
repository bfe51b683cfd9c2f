import SearchOff from '@mui/icons-material/SearchOff';
import {
  Box,
  Button,
  Card,
  List,
  ListItem,
  ListItemButton,
  Skeleton,
  Stack,
  useMediaQuery,
} from '@mui/material';
import type { Theme } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { DataTable, Pagination, RecordContextProvider, useListContext, type RaRecord } from 'react-admin';
import { Link } from 'react-router-dom';
import { useT } from '../../../i18n/react';
import { ErrorNotice, Notice } from '../Notice';
import { useRowTarget } from './rows';

export interface ListBodyProps {
  /** The columns: `<DataTable.Col>`s. */
  children: ReactNode;
  /** A row on a phone; without it the table scrolls sideways there. */
  card?: (row: RaRecord) => ReactNode;
  /** What stands there while there is nothing at all: a `<Notice>` that says how to begin. */
  empty: ReactNode;
  /** What to do with several rows at once; nothing. */
  bulkActions?: ReactNode;
  /** Filters that are always set, and so do not make a list "filtered". */
  always?: string[];
}

/** The rows of the list around, or why there are none. */
export function ListBody({ children, card, empty, bulkActions, always = [] }: ListBodyProps) {
  const t = useT();
  const { data, error, isPending, total, filterValues, setFilters, refetch } = useListContext();
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  if (error) return <Card>{<ErrorNotice error={error} retry={() => void refetch()} />}</Card>;
  if (isPending) return <Rows narrow={narrow && card !== undefined} />;
  if (total === 0 || data.length === 0) {
    const given = filterValues as Record<string, unknown>;
    const filtered = Object.keys(given).filter((name) => !always.includes(name));
    if (filtered.length === 0) return <Card>{empty}</Card>;
    const clear = () => setFilters(Object.fromEntries(always.map((name) => [name, given[name]])));
    return (
      <Card>
        <Notice
          icon={SearchOff}
          title={t('frame.list.noMatch')}
          text={t('frame.list.noMatchHint')}
          action={<Button onClick={clear}>{t('frame.list.clearFilters')}</Button>}
        />
      </Card>
    );
  }
  return (
    <>
      <Card>
        {narrow && card ? <Cards card={card} /> : <Table bulkActions={bulkActions}>{children}</Table>}
      </Card>
      <Pagination rowsPerPageOptions={[20, 50, 100]} />
    </>
  );
}

function Table({ children, bulkActions }: Pick<ListBodyProps, 'children' | 'bulkActions'>) {
  const target = useRowTarget();
  return (
    <DataTable
      bulkActionButtons={bulkActions ?? false}
      rowClick={(_id, _resource, row) => target(row) ?? false}
    >
      {children}
    </DataTable>
  );
}

function Cards({ card }: { card: NonNullable<ListBodyProps['card']> }) {
  const { data = [] } = useListContext();
  const target = useRowTarget();
  return (
    <List disablePadding>
      {data.map((row) => {
        const to = target(row);
        return (
          <RecordContextProvider key={row.id} value={row}>
            <ListItem disablePadding divider>
              {to === null ? (
                <Box sx={{ p: 2, width: '100%' }}>{card(row)}</Box>
              ) : (
                <ListItemButton component={Link} to={to} sx={{ p: 2, borderRadius: 0 }}>
                  <Box sx={{ width: '100%', minWidth: 0 }}>{card(row)}</Box>
                </ListItemButton>
              )}
            </ListItem>
          </RecordContextProvider>
        );
      })}
    </List>
  );
}

/** As high as the rows that are about to come. */
function Rows({ narrow }: { narrow: boolean }) {
  return (
    <Card aria-hidden sx={{ p: 2 }}>
      <Stack sx={{ gap: narrow ? 3 : 2.5 }}>
        {Array.from({ length: 8 }, (_, row) => (
          <Stack key={row} direction={narrow ? 'column' : 'row'} sx={{ gap: narrow ? 1 : 4 }}>
            <Skeleton
              height={22}
              variant="rounded"
              sx={{ flex: 2, minHeight: 22, width: narrow ? '60%' : 'auto' }}
            />
            <Skeleton
              height={22}
              variant="rounded"
              sx={{ flex: 1, minHeight: 22, width: narrow ? '40%' : 'auto' }}
            />
            {!narrow && <Skeleton height={22} variant="rounded" sx={{ flex: 1 }} />}
          </Stack>
        ))}
      </Stack>
    </Card>
  );
}
