import Search from '@mui/icons-material/Search';
import { Autocomplete, Box, InputAdornment, TextField, Typography } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { done } from '../../api/client';
import type { TenantBody } from '../../api/schema';
import { useT } from '../../i18n/react';
import { api } from '../core/session';
import { StateTag } from '../ui/tags';

/** Milliseconds between the last key and the search. */
const PAUSE = 250;

/** Goes to a business by its name, address or tax number. Ctrl and K lead here. */
export function TenantSearch() {
  const t = useT();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', open);
    return () => document.removeEventListener('keydown', open);
  }, []);
  const { data, isFetching } = useQuery({
    queryKey: ['tenants', 'search', q],
    queryFn: async ({ signal }): Promise<TenantBody[]> =>
      (await done(api.GET('/api/v1/platform/tenants', { params: { query: { q, per_page: 8 } }, signal })))
        .data,
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
  return (
    <Autocomplete<TenantBody>
      sx={{ maxWidth: 440 }}
      value={null}
      blurOnSelect
      clearOnBlur
      filterOptions={(options) => options}
      options={q === '' ? [] : (data ?? [])}
      loading={isFetching}
      noOptionsText={t(q === '' ? 'platform.search.hint' : 'frame.search.nothing', { q })}
      loadingText={t('common.loading')}
      getOptionLabel={({ name }) => name}
      getOptionKey={({ id }) => id}
      inputValue={typed}
      onInputChange={(_event, value, reason) => reason !== 'reset' && setTyped(value)}
      onChange={(_event, tenant) => {
        if (!tenant) return;
        setTyped('');
        void navigate(`/tenants/${tenant.id}`);
      }}
      renderOption={({ key, ...props }, tenant) => (
        <Box component="li" key={key} {...props} sx={{ gap: 1.5 }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography noWrap sx={{ fontWeight: 600 }}>
              {tenant.name}
            </Typography>
            <Typography noWrap variant="body2" color="text.secondary">
              {tenant.slug}
            </Typography>
          </Box>
          <StateTag state={tenant.state} />
        </Box>
      )}
      renderInput={({ InputProps, ...params }) => (
        <TextField
          {...params}
          inputRef={input}
          placeholder={t('platform.search.placeholder')}
          slotProps={{
            htmlInput: {
              ...params.inputProps,
              'aria-label': t('platform.search.placeholder'),
              'aria-keyshortcuts': 'Control+K Meta+K',
            },
            input: {
              ...InputProps,
              startAdornment: (
                <InputAdornment position="start">
                  <Search fontSize="small" />
                </InputAdornment>
              ),
              endAdornment: null,
            },
          }}
        />
      )}
    />
  );
}
