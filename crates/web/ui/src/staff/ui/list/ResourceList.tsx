import Add from '@mui/icons-material/Add';
import { Button, Stack } from '@mui/material';
import type { ReactNode } from 'react';
import { ListBase, useResourceContext, type ListBaseProps } from 'react-admin';
import { Link } from 'react-router-dom';
import { useCan } from '../../core/me';
import { Page } from '../Page';
import { ListBody, type ListBodyProps } from './ListBody';
import { RowTarget, type ToRow } from './rows';
import { SearchBox } from './SearchBox';

interface ResourceListProps
  extends
    Omit<ListBodyProps, 'always'>,
    Pick<ListBaseProps, 'resource' | 'sort' | 'filter' | 'filterDefaultValues'> {
  title: string;
  subtitle?: ReactNode;
  /** What can be looked for, such as "Nombre, teléfono o documento"; none: the list has no `q`. */
  search?: string;
  /** What narrows the list, beside the search box: anything that uses `useListContext().setFilters`. */
  filters?: ReactNode;
  /** The button that makes a new row, for whoever may. */
  add?: { label: string; permission: string; to?: string };
  /** Other buttons, before that. */
  actions?: ReactNode;
  /** Where a row leads; `/<resource>/<id>` unless told. `null`: nowhere. */
  to?: ToRow | null;
  perPage?: number;
  /** Parameters of the API that are no fields of a row, such as `deleted`: sent as they are. */
  plain?: string[];
}

/**
 * A list of rows: title, search, filters, a table, on phones cards, and what to say when there is nothing.
 *
 *     <ResourceList title={…} search={…} add={{ label: …, permission: 'rooms.add' }} empty={<Notice … />} card={…}>
 *       <DataTable.Col source="name" label={…} render={(row) => <RowLink>{row.name}</RowLink>} />
 *     </ResourceList>
 */
export function ResourceList(props: ResourceListProps) {
  const { title, subtitle, search, filters, add, actions, to, perPage = 20, plain, ...rest } = props;
  const { resource, sort, filter, filterDefaultValues, ...body } = rest;
  const base = { resource, sort, filter, filterDefaultValues };
  return (
    <ListBase
      {...Object.fromEntries(Object.entries(base).filter(([, value]) => value !== undefined))}
      perPage={perPage}
      exporter={false}
      // What goes wrong is shown where the rows would be.
      queryOptions={{ onError: () => undefined, ...(plain ? { meta: { plain } } : {}) }}
    >
      <RowTarget.Provider value={to === null ? () => null : (to ?? null)}>
        <Page
          title={title}
          subtitle={subtitle}
          actions={
            (actions ?? add) && (
              <>
                {actions}
                {add && <AddButton {...add} />}
              </>
            )
          }
        >
          {(search ?? filters) && (
            <Stack direction="row" sx={{ gap: 1.5, mb: 2, flexWrap: 'wrap', alignItems: 'center' }}>
              {search && <SearchBox label={search} />}
              {filters}
            </Stack>
          )}
          <ListBody {...body} always={Object.keys(filterDefaultValues ?? {})} />
        </Page>
      </RowTarget.Provider>
    </ListBase>
  );
}

/** A button to the form of a new row, for whoever may add one. */
export function AddButton({ label, permission, to }: NonNullable<ResourceListProps['add']>) {
  const resource = useResourceContext();
  const can = useCan();
  if (!can(permission)) return null;
  return (
    <Button variant="contained" startIcon={<Add />} component={Link} to={to ?? `/${resource}/create`}>
      {label}
    </Button>
  );
}
