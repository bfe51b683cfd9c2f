import { MenuItem, TextField } from '@mui/material';
import type { Branch } from '../../api/schema';
import { useT } from '../../i18n/react';

interface BranchInputProps {
  branches: Branch[];
  /** The id; empty where none is chosen. */
  value: string;
  onChange: (id: string) => void;
  error?: string;
}

/** Asks where, while all branches are shown. */
export function BranchInput({ branches, value, onChange, error }: BranchInputProps) {
  const t = useT();
  return (
    <TextField
      select
      required
      label={t('agenda.branch')}
      value={branches.some(({ id }) => id === value) ? value : ''}
      onChange={(event) => onChange(event.target.value)}
      error={Boolean(error)}
      helperText={error}
    >
      {branches.map(({ id, name }) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
