import AccountTreeOutlined from '@mui/icons-material/AccountTreeOutlined';
import FingerprintOutlined from '@mui/icons-material/FingerprintOutlined';
import { Box, Checkbox, Tooltip } from '@mui/material';
import { useId } from 'react';
import type { Permission } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useNamed } from '../core/names';
import type { MatrixState } from './Matrix';

interface RightProps extends MatrixState {
  permission: Permission;
  /** The name of its column, shown where there are no columns; without, its own name is shown everywhere. */
  label?: string;
  onToggle: (given: boolean) => void;
}

/** One permission: given, inherited or not, and why it cannot be changed. */
export function Right({ permission, label, onToggle, ...state }: RightProps) {
  const { own, saved, inherited, roles, all, locked, mine } = state;
  const t = useT();
  const named = useNamed();
  const hint = useId();
  const { id, personal } = permission;
  const given = all || own.has(id);
  const from = inherited.get(id);
  const comes = !given && from !== undefined;
  const out = !given && !comes && !mine.has(id);
  const changed = !all && own.has(id) !== saved.has(id);
  const source = roles.find((role) => role.id === from)?.name ?? '';
  const hints = [
    from !== undefined && !all && t(comes ? 'roles.inheritedHint' : 'roles.inheritedToo', { name: source }),
    !locked && out && t('roles.notYours'),
    personal && t('roles.personalHint'),
  ].filter((one) => one !== false);
  return (
    <Tooltip title={hints.join(' ')} describeChild>
      <Box
        component="label"
        sx={(theme) => ({
          display: 'inline-flex',
          alignItems: 'center',
          borderRadius: '10px',
          pr: label === undefined ? 1.25 : { xs: 1.25, md: 0 },
          position: 'relative',
          cursor: locked || comes || out ? 'default' : 'pointer',
          fontSize: '0.9375rem',
          background: changed ? theme.tokens.primarySoft : 'transparent',
          outline: changed ? `1px dashed ${theme.tokens.primary}` : 'none',
        })}
      >
        <Checkbox
          checked={given || comes}
          disabled={locked || comes || out}
          onChange={({ target }) => onToggle(target.checked)}
          {...(comes ? { checkedIcon: <AccountTreeOutlined color="primary" /> } : {})}
          slotProps={{
            input: {
              'aria-label': named(permission.name),
              ...(hints.length > 0 ? { 'aria-describedby': hint } : {}),
            },
          }}
          sx={(theme) => ({
            p: 1,
            '&.Mui-disabled.Mui-checked': { color: theme.tokens.primary, opacity: 0.75 },
          })}
        />
        <Box component="span" aria-hidden sx={{ display: label === undefined ? 'inline' : { md: 'none' } }}>
          {label ?? named(permission.name)}
        </Box>
        {personal && (
          <FingerprintOutlined
            aria-hidden
            sx={{
              fontSize: '0.95rem',
              color: 'text.secondary',
              ml: 0.5,
              ...(label === undefined ? {} : { position: { md: 'absolute' }, right: { md: -12 } }),
            }}
          />
        )}
        {hints.length > 0 && (
          <Box component="span" id={hint} hidden>
            {hints.join(' ')}
          </Box>
        )}
      </Box>
    </Tooltip>
  );
}
