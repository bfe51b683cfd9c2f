import { Box, Button, Checkbox, FormControlLabel, Skeleton, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useT } from '../../i18n/react';
import { useNamed } from '../core/names';
import { matrix, permissionsOf } from '../roles/matrix';
import { categoriesQuery, permissionsQuery } from '../roles/queries';
import { useMine } from '../roles/useMine';

interface ScopesProps {
  value: ReadonlySet<string>;
  onChange: (scopes: ReadonlySet<string>) => void;
}

/** What a key may do, of what the user may do in all branches and a program may do at all. */
export function Scopes({ value, onChange }: ScopesProps) {
  const t = useT();
  const named = useNamed();
  const mine = useMine();
  const { data: permissions } = useQuery(permissionsQuery);
  const { data: categories } = useQuery(categoriesQuery);
  const table = useMemo(
    () =>
      permissions &&
      categories &&
      mine &&
      matrix(
        permissions.filter(({ id, personal }) => !personal && mine.has(id)),
        categories,
      ),
    [permissions, categories, mine],
  );
  if (!table) return <Skeleton variant="rounded" height={320} />;
  const all = table.flatMap(({ rows }) => rows.flatMap(permissionsOf));
  const set = (ids: string[], given: boolean) => {
    const after = new Set(value);
    for (const id of ids) {
      if (given) after.add(id);
      else after.delete(id);
    }
    onChange(after);
  };
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1, mb: 2, flexWrap: 'wrap' }}>
        <Button
          size="small"
          variant="outlined"
          color="inherit"
          onClick={() => onChange(new Set(all.filter(({ action }) => action === 'view').map(({ id }) => id)))}
        >
          {t('apiKeys.onlyView')}
        </Button>
        <Button size="small" color="inherit" onClick={() => onChange(new Set())}>
          {t('common.none')}
        </Button>
        <Typography variant="body2" color="text.secondary" aria-live="polite" sx={{ alignSelf: 'center' }}>
          {t('apiKeys.howMany', { smart_count: value.size })}
        </Typography>
      </Box>
      <Box sx={{ columns: { md: 2 }, columnGap: 4 }}>
        {table.flatMap(({ rows }) =>
          rows.map((row) => {
            const ids = permissionsOf(row).map(({ id }) => id);
            const has = ids.filter((id) => value.has(id)).length;
            return (
              <Box
                key={row.resource}
                role="group"
                aria-label={named(row.name)}
                sx={{ breakInside: 'avoid', mb: 1.5 }}
              >
                <FormControlLabel
                  sx={{
                    '& .MuiFormControlLabel-label': {
                      fontWeight: 600,
                      '&::first-letter': { textTransform: 'uppercase' },
                    },
                  }}
                  control={
                    <Checkbox
                      checked={has === ids.length}
                      indeterminate={has > 0 && has < ids.length}
                      onChange={({ target }) => set(ids, target.checked)}
                      slotProps={{
                        input: {
                          // MUI says "mixed" by an attribute alone, and browsers want the box itself to be.
                          ref: (box: HTMLInputElement | null) => {
                            if (box) box.indeterminate = has > 0 && has < ids.length;
                          },
                        },
                      }}
                    />
                  }
                  label={named(row.name)}
                />
                <Box sx={{ display: 'flex', flexDirection: 'column', pl: 4 }}>
                  {permissionsOf(row).map((permission) => (
                    <FormControlLabel
                      key={permission.id}
                      control={
                        <Checkbox
                          size="small"
                          checked={value.has(permission.id)}
                          onChange={({ target }) => set([permission.id], target.checked)}
                        />
                      }
                      label={named(permission.name)}
                    />
                  ))}
                </Box>
              </Box>
            );
          }),
        )}
      </Box>
    </>
  );
}
