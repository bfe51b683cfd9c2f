import { Box, Card, Typography } from '@mui/material';
import type { Role } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useNamed } from '../core/names';
import { Tag } from '../ui/Tag';
import { ACTIONS, permissionsOf, type MatrixCategory } from './matrix';
import { Legend } from './Legend';
import { MatrixLine } from './MatrixLine';

export interface MatrixState {
  own: ReadonlySet<string>;
  saved: ReadonlySet<string>;
  /** By permission, the role that it comes from. */
  inherited: ReadonlyMap<string, string>;
  roles: Role[];
  /** Whether it has every permission there is. */
  all: boolean;
  locked: boolean;
  /** What the user may give. */
  mine: ReadonlySet<string>;
  onChange: (own: Set<string>) => void;
}

/** The name, four actions, and what else there is. */
export const COLUMNS = 'minmax(150px, 1.1fr) repeat(4, minmax(64px, 92px)) minmax(150px, 1.4fr)';

/** What a role gives: a line for each resource, a column for each action. */
export function Matrix({ table, ...state }: MatrixState & { table: MatrixCategory[] }) {
  const t = useT();
  const named = useNamed();
  return (
    <Card component="section" aria-label={t('roles.matrix')}>
      <Legend />
      <Box
        aria-hidden
        sx={(theme) => ({
          display: { xs: 'none', md: 'grid' },
          gridTemplateColumns: COLUMNS,
          px: 3,
          py: 1.25,
          background: theme.tokens.sunken,
          color: 'text.secondary',
          fontSize: '0.8125rem',
          fontWeight: 600,
          position: 'sticky',
          top: 'var(--frame-top, 0px)',
          zIndex: 2,
          borderBlock: `1px solid ${theme.tokens.line}`,
        })}
      >
        <span>{t('roles.resource')}</span>
        {ACTIONS.map((action) => (
          <Box component="span" key={action} sx={{ textAlign: 'center' }}>
            {t(`roles.actions.${action}`)}
          </Box>
        ))}
        <Box component="span" sx={{ pl: 2 }}>
          {t('roles.others')}
        </Box>
      </Box>
      {table.map(({ category, rows }) => {
        const ids = rows.flatMap(permissionsOf).map(({ id }) => id);
        const has = ids.filter((id) => state.all || state.own.has(id) || state.inherited.has(id)).length;
        return (
          <Box component="section" key={category.id} aria-label={named(category.name)}>
            <Box
              sx={{ display: 'flex', alignItems: 'center', gap: 1.5, px: { xs: 2, md: 3 }, pt: 2.5, pb: 1 }}
            >
              <Typography variant="h4" component="h2">
                {named(category.name)}
              </Typography>
              <Tag
                tone={has > 0 ? 'primary' : 'neutral'}
                label={t('roles.howManyShort', { has, total: ids.length })}
              />
            </Box>
            {rows.map((row) => (
              <MatrixLine key={row.resource} row={row} {...state} />
            ))}
          </Box>
        );
      })}
    </Card>
  );
}
