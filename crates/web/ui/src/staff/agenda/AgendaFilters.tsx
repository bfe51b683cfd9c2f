import FilterListOutlined from '@mui/icons-material/FilterListOutlined';
import {
  Autocomplete,
  Badge,
  Button,
  FormControlLabel,
  Popover,
  Stack,
  Switch,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
  useMediaQuery,
  useTheme,
} from '@mui/material';
import { useState } from 'react';
import { useT } from '../../i18n/react';
import { ALL, type AgendaState, type By } from './state';
import type { Shown } from './useShown';

interface AgendaFiltersProps {
  shown: Shown;
  state: AgendaState;
  change: (part: Partial<AgendaState>) => void;
}

interface Choice {
  id: string;
  title: string;
}

/** Who, where, what and which states are shown. */
export function AgendaFilters({ shown, state, change }: AgendaFiltersProps) {
  const t = useT();
  const phone = useMediaQuery(useTheme().breakpoints.down('sm'));
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const active =
    state.professionals.length +
    state.rooms.length +
    state.services.length +
    (state.states.length > 0 ? 1 : 0);
  const everything = state.states.includes('cancelada');
  return (
    <>
      <Badge badgeContent={active} color="primary">
        <Button
          variant="outlined"
          color="inherit"
          startIcon={phone ? undefined : <FilterListOutlined />}
          aria-label={t('agenda.filters.title')}
          aria-haspopup="dialog"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
          sx={{ minHeight: 40, minWidth: 44 }}
        >
          {phone ? <FilterListOutlined /> : t('agenda.filters.title')}
        </Button>
      </Badge>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{
          paper: {
            role: 'dialog',
            'aria-label': t('agenda.filters.title'),
            sx: {
              mt: 1,
              p: 2.5,
              width: 360,
              maxWidth: 'calc(100vw - 24px)',
              border: 1,
              borderColor: 'divider',
            },
          },
        }}
      >
        <Stack sx={{ gap: 2 }}>
          {shown.rooms.length > 0 && (
            <ToggleButtonGroup
              exclusive
              fullWidth
              size="small"
              value={state.by}
              aria-label={t('agenda.filters.columns')}
              onChange={(_event, by: By | null) => by && change({ by })}
              sx={{ '& .MuiToggleButton-root': { minHeight: 40, textTransform: 'none' } }}
            >
              <ToggleButton value="professional">{t('agenda.filters.byProfessional')}</ToggleButton>
              <ToggleButton value="room">{t('agenda.filters.byRoom')}</ToggleButton>
            </ToggleButtonGroup>
          )}
          <Several
            label={t('agenda.professionals')}
            all={shown.professionals.map(({ id, full_name }) => ({ id, title: full_name }))}
            chosen={state.professionals}
            onChange={(professionals) => change({ professionals })}
          />
          {shown.rooms.length > 0 && (
            <Several
              label={t('agenda.rooms')}
              all={shown.rooms.map(({ id, name }) => ({ id, title: name }))}
              chosen={state.rooms}
              onChange={(rooms) => change({ rooms })}
            />
          )}
          <Several
            label={t('agenda.services')}
            all={shown.services.map(({ id, name }) => ({ id, title: name }))}
            chosen={state.services}
            onChange={(services) => change({ services })}
          />
          <FormControlLabel
            control={
              <Switch
                checked={everything}
                onChange={(_event, checked) => change({ states: checked ? ALL : [] })}
              />
            }
            label={t('agenda.filters.gone')}
          />
          <Button
            disabled={active === 0}
            onClick={() => change({ professionals: [], rooms: [], services: [], states: [] })}
            sx={{ minHeight: 40 }}
          >
            {t('agenda.filters.clear')}
          </Button>
        </Stack>
      </Popover>
    </>
  );
}

function Several(props: {
  label: string;
  all: Choice[];
  chosen: string[];
  onChange: (ids: string[]) => void;
}) {
  const { label, all, chosen, onChange } = props;
  const t = useT();
  return (
    <Autocomplete
      multiple
      disableCloseOnSelect
      limitTags={2}
      options={all}
      value={all.filter(({ id }) => chosen.includes(id))}
      onChange={(_event, choices) => onChange(choices.map(({ id }) => id))}
      getOptionLabel={({ title }) => title}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      noOptionsText={t('common.none')}
      renderInput={(params) => (
        <TextField {...params} label={label} placeholder={chosen.length === 0 ? t('common.all') : ''} />
      )}
    />
  );
}
