import Search from '@mui/icons-material/Search';
import { InputAdornment, MenuItem, Stack, TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useT } from '../../i18n/react';
import type { AppointmentState } from '../../theme/tokens';
import { professionalsQuery, servicesQuery } from '../agenda/queries';
import { useRight } from '../agenda/rights';
import type { Asked } from './filters';

const STATES: AppointmentState[] = [
  'pendiente',
  'confirmada',
  'en_curso',
  'completada',
  'cancelada',
  'no_asistio',
];

interface FiltersProps {
  query: Asked;
  /** What stands in the search box. */
  typed: string;
  onChange: (changes: Record<string, string>) => void;
}

/** What narrows the list of appointments. */
export function Filters({ query, typed, onChange }: FiltersProps) {
  const t = useT();
  const may = useRight();
  const professionals = useQuery({ ...professionalsQuery, enabled: may('professionals.view') });
  const services = useQuery({ ...servicesQuery, enabled: may('services.view') });
  return (
    <Stack direction="row" sx={{ gap: 1.5, mb: 2, flexWrap: 'wrap' }}>
      <SearchBox value={typed} onChange={(q) => onChange({ q })} />
      <Day label={t('appointments.from')} value={query.from} onChange={(from) => onChange({ from })} />
      <Day label={t('appointments.until')} value={query.until} onChange={(until) => onChange({ until })} />
      <Choice label={t('appointments.state')} value={query.state} onChange={(state) => onChange({ state })}>
        {STATES.map((state) => (
          <MenuItem key={state} value={state}>
            {t(`common.states.${state}`)}
          </MenuItem>
        ))}
      </Choice>
      {professionals.data && (
        <Choice
          label={t('appointments.professional')}
          value={query.professional}
          onChange={(professional) => onChange({ professional })}
        >
          {professionals.data.map(({ id, full_name }) => (
            <MenuItem key={id} value={id}>
              {full_name}
            </MenuItem>
          ))}
        </Choice>
      )}
      {services.data && (
        <Choice
          label={t('appointments.service')}
          value={query.service}
          onChange={(service) => onChange({ service })}
        >
          {services.data.map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name}
            </MenuItem>
          ))}
        </Choice>
      )}
    </Stack>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useT();
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onChange(text.trim()), 300);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <TextField
      type="search"
      label={t('appointments.search')}
      value={text}
      onChange={(event) => setText(event.target.value)}
      sx={{ flex: '1 1 220px' }}
      slotProps={{
        htmlInput: { maxLength: 100 },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <Search fontSize="small" />
            </InputAdornment>
          ),
        },
      }}
    />
  );
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <TextField
      type="date"
      label={label}
      value={value}
      onChange={(event) => event.target.value && onChange(event.target.value)}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ width: 160 }}
    />
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  children: ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  const t = useT();
  return (
    <TextField
      select
      label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value)}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      sx={{ minWidth: 150 }}
    >
      <MenuItem value="">{t('common.all')}</MenuItem>
      {children}
    </TextField>
  );
}
