import { MenuItem, Stack, TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { done } from '../../api/client';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';
import { api } from '../core/session';
import { ACTIONS, ENTITIES } from './words';

interface FiltersProps {
  search: URLSearchParams;
  set: (changes: Record<string, string | null>) => void;
}

/** Milliseconds between the last key and the search. */
const PAUSE = 400;

/** Narrows the log: by words, by who, by what, by when. */
export function Filters({ search, set }: FiltersProps) {
  const t = useT();
  const can = useCan();
  const { data: users } = useQuery({
    queryKey: ['users', 'names'],
    queryFn: () =>
      done(api.GET('/api/v1/users', { params: { query: { per_page: 100, sort: 'full_name' } } })),
    enabled: can('users.view'),
    staleTime: 5 * 60_000,
  });
  const choices = {
    actor: users?.data.map(({ id, full_name }) => ({ id, name: full_name })) ?? [],
    entity: ENTITIES.map((id) => ({ id, name: capital(t(`audit.entities.${id}`)) })),
    action: ACTIONS.map((id) => ({ id, name: capital(t(`audit.verbs.${id}`)) })),
  };
  return (
    <Stack direction="row" sx={{ gap: 1.5, flexWrap: 'wrap', mb: 2.5 }}>
      <Words search={search} set={set} />
      {(['actor', 'entity', 'action'] as const).map((name) => {
        const value = search.get(name) ?? '';
        const known = value === '' || choices[name].some(({ id }) => id === value);
        return (
          <TextField
            key={name}
            select
            label={t(`audit.filters.${name}`)}
            value={known ? value : ''}
            onChange={({ target }) =>
              set({ [name]: target.value || null, ...(name === 'entity' ? { entity_id: null } : {}) })
            }
            sx={{ minWidth: 170, flex: { xs: '1 1 40%', sm: '0 1 auto' } }}
            slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          >
            <MenuItem value="">{t('common.all')}</MenuItem>
            {choices[name].map((choice) => (
              <MenuItem key={choice.id} value={choice.id}>
                {choice.name}
              </MenuItem>
            ))}
          </TextField>
        );
      })}
      {(['from', 'until'] as const).map((name) => (
        <TextField
          key={name}
          type="date"
          label={t(`audit.filters.${name}`)}
          value={search.get(name) ?? ''}
          onChange={({ target }) => set({ [name]: target.value || null })}
          sx={{ flex: { xs: '1 1 40%', sm: '0 0 160px' } }}
          slotProps={{ inputLabel: { shrink: true } }}
        />
      ))}
    </Stack>
  );
}

function Words({ search, set }: FiltersProps) {
  const t = useT();
  const [typed, setTyped] = useState(search.get('q') ?? '');
  const look = useEffectEvent(() => {
    const q = typed.trim();
    if (q !== (search.get('q') ?? '')) set({ q: q || null });
  });
  useEffect(() => {
    const timer = setTimeout(look, PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <TextField
      type="search"
      label={t('audit.filters.q')}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      sx={{ flex: { xs: '1 1 100%', sm: '1 1 240px' }, maxWidth: { sm: 320 } }}
      slotProps={{ htmlInput: { autoComplete: 'off', maxLength: 100 } }}
    />
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
