import PersonAddAlt1Outlined from '@mui/icons-material/PersonAddAlt1Outlined';
import { Autocomplete, Box, CircularProgress, TextField, Typography } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { done } from '../../api/client';
import type { Client } from '../../api/schema';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { useCan } from '../core/me';
import { api } from '../core/session';
import { ClientCreate } from './ClientCreate';
import { phoneText, searched } from './phone';

/** A client as a picker knows one. */
export interface PickedClient {
  id: string;
  name: string;
  phone?: string | null;
}

export const picked = (client: Pick<Client, 'id' | 'first_name' | 'last_name' | 'phone'>): PickedClient => ({
  id: client.id,
  name: [client.first_name, client.last_name].filter(Boolean).join(' '),
  phone: client.phone,
});

interface ClientPickerProps {
  value: PickedClient | null;
  onChange: (client: PickedClient | null) => void;
  label?: string;
  /** What is wrong with the choice. */
  error?: string;
  autoFocus?: boolean;
  disabled?: boolean;
}

type Option = PickedClient & { document?: string | null; create?: string };

/** Finds a client by telephone, name or document while typing, or registers a new one in place. */
export function ClientPicker({ value, onChange, label, error, autoFocus, disabled }: ClientPickerProps) {
  const t = useT();
  const can = useCan();
  const [text, setText] = useState('');
  const [creating, setCreating] = useState<string | null>(null);
  const asked = useDelayed(searched(text), 180);
  const wanted = asked.length >= 2 && asked !== value?.name;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!autoFocus) return undefined;
    // After the dialog around it has taken the focus for itself.
    const frame = requestAnimationFrame(() => input.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [autoFocus]);
  const found = useQuery({ ...search(asked), enabled: wanted && creating === null });

  if (creating !== null) {
    return (
      <ClientCreate
        typed={creating}
        onCancel={() => setCreating(null)}
        onCreated={(client) => {
          setCreating(null);
          onChange(client);
        }}
      />
    );
  }

  const current = wanted && searched(text) === asked;
  // What was found for another text is not offered: Enter takes the first.
  const options: Option[] = current && !found.isPlaceholderData ? (found.data ?? []) : [];
  // Offered once it is clear who is there already.
  const offers =
    current && can('clients.add') && !found.isFetching
      ? [...options, { id: 'create', name: text.trim(), create: text.trim() }]
      : options;
  return (
    <Autocomplete<Option>
      value={value}
      onChange={(_event, option) => {
        if (option?.create !== undefined) setCreating(option.create);
        else onChange(option);
      }}
      inputValue={text}
      onInputChange={(_event, input) => setText(input)}
      options={offers}
      filterOptions={(all) => all}
      getOptionLabel={(option) => option.name}
      getOptionKey={(option) => option.id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      loading={wanted && found.isFetching}
      loadingText={t('agenda.client.searching')}
      noOptionsText={
        found.error ? describe(found.error, t) : t(wanted ? 'agenda.client.nobody' : 'agenda.client.hint')
      }
      autoHighlight
      slotProps={{ paper: { elevation: 8, sx: { border: 1, borderColor: 'divider' } } }}
      openOnFocus={false}
      disabled={disabled}
      fullWidth
      renderInput={(params) => (
        <TextField
          {...params}
          label={label ?? t('agenda.client.label')}
          placeholder={t('agenda.client.placeholder')}
          error={Boolean(error)}
          helperText={error}
          inputRef={input}
          slotProps={{
            input: {
              ...params.InputProps,
              endAdornment: (
                <>
                  {wanted && found.isFetching && <CircularProgress size={18} color="inherit" />}
                  {params.InputProps.endAdornment}
                </>
              ),
            },
            htmlInput: { ...params.inputProps, inputMode: 'search' },
          }}
        />
      )}
      renderOption={({ key, ...props }, option) => (
        <Box component="li" key={key} {...props} sx={{ minHeight: 48, gap: 1.5 }}>
          {option.create === undefined ? (
            <Box sx={{ minWidth: 0 }}>
              <Typography noWrap sx={{ fontWeight: 550 }}>
                {option.name}
              </Typography>
              <Typography variant="body2" color="text.secondary" noWrap>
                {[option.phone && phoneText(option.phone), option.document].filter(Boolean).join(' · ') ||
                  t('agenda.client.noPhone')}
              </Typography>
            </Box>
          ) : (
            <>
              <PersonAddAlt1Outlined color="primary" />
              <Typography color="primary" sx={{ fontWeight: 600 }}>
                {t('agenda.client.create', { name: option.create })}
              </Typography>
            </>
          )}
        </Box>
      )}
    />
  );
}

const search = (q: string) => ({
  queryKey: ['clients', 'found', q],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Option[]> => {
    const { data } = await done(
      api.GET('/api/v1/clients', { params: { query: { q, per_page: 8 } }, signal }),
    );
    return data.map((client) => ({ ...picked(client), document: client.document_number }));
  },
  placeholderData: keepPreviousData,
});

/** The value once it has stayed the same for a moment. */
function useDelayed<T>(value: T, milliseconds: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return late;
}
