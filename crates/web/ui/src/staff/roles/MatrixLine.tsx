import { Box, Typography } from '@mui/material';
import type { Permission } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useNamed } from '../core/names';
import { ACTIONS, toggled, type MatrixRow } from './matrix';
import { COLUMNS, type MatrixState } from './Matrix';
import { Right } from './Right';

/** A resource and what a role gives of it. */
export function MatrixLine({ row, ...state }: MatrixState & { row: MatrixRow }) {
  const t = useT();
  const named = useNamed();
  const { own, inherited, mine, onChange } = state;
  const mayGive = (id: string) => mine.has(id) || inherited.has(id);
  const right = (permission: Permission, label?: string) => (
    <Right
      {...state}
      permission={permission}
      {...(label === undefined ? {} : { label })}
      onToggle={(given) => onChange(toggled(own, permission, given, row, mayGive))}
    />
  );
  return (
    <Box
      role="group"
      aria-label={named(row.name)}
      sx={(theme) => ({
        display: 'grid',
        gridTemplateColumns: {
          xs: 'repeat(2, minmax(0, 1fr))',
          sm: 'repeat(4, minmax(0, 1fr))',
          md: COLUMNS,
        },
        alignItems: 'center',
        px: { xs: 2, md: 3 },
        py: { xs: 1.25, md: 0.25 },
        borderTop: `1px solid ${theme.tokens.line}`,
        '&:hover': { background: { md: theme.tokens.sunken } },
      })}
    >
      <Typography
        sx={{
          fontWeight: 600,
          gridColumn: { xs: '1 / -1', md: 'auto' },
          '&::first-letter': { textTransform: 'uppercase' },
        }}
      >
        {named(row.name)}
      </Typography>
      {ACTIONS.map((action) => {
        const permission = row.cells[action];
        return (
          <Box
            key={action}
            sx={{
              display: permission ? 'flex' : { xs: 'none', md: 'flex' },
              justifyContent: { xs: 'flex-start', md: 'center' },
              minHeight: 44,
              alignItems: 'center',
            }}
          >
            {permission ? (
              right(permission, t(`roles.actions.${action}`))
            ) : (
              <Box component="span" aria-hidden sx={{ color: 'divider' }}>
                ·
              </Box>
            )}
          </Box>
        );
      })}
      <Box sx={{ gridColumn: { xs: '1 / -1', md: 'auto' }, pl: { md: 1 }, py: row.others.length ? 0.5 : 0 }}>
        {row.others.map((permission) => (
          <Box key={permission.id}>{right(permission)}</Box>
        ))}
      </Box>
    </Box>
  );
}
