import { MenuItem, TextField } from '@mui/material';
import { useListContext } from 'react-admin';
import { useT } from '../../../i18n/react';

interface FilterSelectProps {
  /** The field of the row, or the parameter. */
  source: string;
  label: string;
  choices: { id: string; name: string }[];
}

/** Narrows the list around by one field; "all" takes the filter away. */
export function FilterSelect({ source, label, choices }: FilterSelectProps) {
  const t = useT();
  const { filterValues, setFilters } = useListContext();
  const { [source]: value, ...others } = filterValues as Record<string, unknown>;
  return (
    <TextField
      select
      label={label}
      value={value === undefined ? '' : String(value)}
      onChange={({ target }) =>
        setFilters(target.value === '' ? others : { ...others, [source]: target.value })
      }
      sx={{ minWidth: 150 }}
    >
      <MenuItem value="">{t('common.all')}</MenuItem>
      {choices.map(({ id, name }) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
