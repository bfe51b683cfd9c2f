import { Link } from '@mui/material';
import { createContext, useContext, type ReactNode } from 'react';
import { useRecordContext, useResourceContext, type RaRecord } from 'react-admin';
import { Link as RouterLink } from 'react-router-dom';

/** Where a row leads; null: nowhere. */
export type ToRow = (row: RaRecord) => string | null;

export const RowTarget = createContext<ToRow | null>(null);

/** Where the rows of the list around lead: what the list says, else to `/<resource>/<id>`. */
export function useRowTarget(): ToRow {
  const resource = useResourceContext();
  const to = useContext(RowTarget);
  return to ?? ((row) => `/${resource}/${encodeURIComponent(row.id)}`);
}

/**
 * The name of a row as a link, for the first column of a list: whoever has no mouse opens rows with it.
 *
 * `<DataTable.Col source="name" label={…} render={(row) => <RowLink>{row.name}</RowLink>} />`
 */
export function RowLink({ children }: { children: ReactNode }) {
  const row = useRecordContext();
  const target = useRowTarget();
  const to = row ? target(row) : null;
  if (to === null) return <>{children}</>;
  return (
    <Link
      component={RouterLink}
      to={to}
      // The row is pressed as well, and would open twice.
      onClick={(event) => event.stopPropagation()}
      sx={{ fontWeight: 600, color: 'text.primary', '&:hover': { color: 'primary.main' } }}
    >
      {children}
    </Link>
  );
}
