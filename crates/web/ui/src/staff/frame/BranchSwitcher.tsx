import StorefrontOutlined from '@mui/icons-material/StorefrontOutlined';
import { InputAdornment, MenuItem, TextField } from '@mui/material';
import { useT } from '../../i18n/react';
import { chooseBranch, useBranch, useBranches } from '../core/branch';

const ALL = 'all';

/** Chooses the branch that the screens show. Whoever sees but one has nothing to choose. */
export function BranchSwitcher({ wide = false }: { wide?: boolean }) {
  const t = useT();
  const branch = useBranch();
  const branches = useBranches();
  if (branches.length < 2) return null;
  return (
    <TextField
      select
      value={branch ?? ALL}
      onChange={({ target }) => chooseBranch(target.value === ALL ? null : target.value)}
      fullWidth={wide}
      sx={{ minWidth: 190, maxWidth: wide ? 'none' : 240 }}
      slotProps={{
        select: { SelectDisplayProps: { 'aria-label': t('frame.branch.label') } },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <StorefrontOutlined fontSize="small" />
            </InputAdornment>
          ),
        },
      }}
    >
      <MenuItem value={ALL}>{t('frame.branch.all')}</MenuItem>
      {branches.map(({ id, name }) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
