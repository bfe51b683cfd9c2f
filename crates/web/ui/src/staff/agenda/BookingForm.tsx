import {
  Alert,
  Autocomplete,
  Box,
  Button,
  FormControlLabel,
  Stack,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState, type FormEvent } from 'react';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { NewAppointment } from '../../api/schema';
import { useT } from '../../i18n/react';
import { api } from '../core/session';
import { useProblem } from '../ui/useProblem';
import type { BookingStart } from './BookingDialog';
import { BranchInput } from './BranchInput';
import { ClientPicker, type PickedClient } from './ClientPicker';
import type { Draft } from './events';
import { placeOf } from './place';
import { RepeatInput, rruleOf, type Repeat } from './RepeatInput';
import { TimeProblem } from './TimeProblem';
import type { By } from './state';
import { refresh, useAppointment } from './useAppointment';
import { useOffers, type Offer } from './useOffers';
import type { Shown } from './useShown';
import { useTell } from './useTell';
import { endOf, WhenInputs, type When } from './WhenInputs';

interface BookingFormProps {
  start: BookingStart;
  shown: Shown;
  by: By;
  onDraft: (draft: Draft | null) => void;
  onDone: () => void;
}

/** Books at the desk: who first, then what; when and by whom are known already where somebody pointed. */
export function BookingForm({ start, shown, by, onDraft, onDone }: BookingFormProps) {
  const t = useT();
  const queries = useQueryClient();
  const tell = useTell();
  const problem = useProblem();
  const { send } = useAppointment();
  const { formats } = shown;
  const [key] = useState(() => crypto.randomUUID());
  const [client, setClient] = useState<PickedClient | null>(start.client ?? null);
  const [service, setService] = useState(start.service ?? '');
  const [when, setWhen] = useState<When>(() => ({
    date: start.start?.slice(0, 10) ?? shown.date,
    time: start.start?.slice(11, 16) ?? '',
    professional:
      start.professional ??
      (shown.columns.length === 1 && by === 'professional' ? shown.columns[0]?.id : '') ??
      '',
  }));
  const [notes, setNotes] = useState('');
  const [notify, setNotify] = useState(true);
  const [confirmed, setConfirmed] = useState(false);
  const [repeat, setRepeat] = useState<Repeat>({ every: 'never', times: 4 });
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState(false);
  const [saving, setSaving] = useState(false);

  const offers = useOffers(when.professional, shown.services);
  const offer = offers.find(({ id }) => id === service) ?? null;
  const fields = error instanceof ApiError ? error.fields : {};
  const minutes = offer?.minutes ?? 30;

  const [branch, setBranch] = useState('');
  const place =
    branch ||
    (placeOf(shown, {
      room: start.room,
      professional: when.professional,
      at: when.date && when.time ? formats.instant(`${when.date}T${when.time}`) : null,
    }) ??
      '');
  // Without the right to see branches nobody can be asked: the server knows whose is whose.
  const asked = !shown.branch && shown.branches.length > 1;

  const draw = useEffectEvent((draft: Draft | null) => onDraft(draft));
  const column = by === 'room' ? (start.room ?? '') : when.professional;
  const title = client?.name ?? t('agenda.new');
  useEffect(() => {
    const complete = when.time !== '' && when.date !== '' && column !== '';
    const from = `${when.date}T${when.time}:00`;
    draw(complete ? { start: from, end: endOf(from, minutes), column, title } : null);
  }, [when.date, when.time, column, minutes, title]);

  const book = async (more: Partial<NewAppointment> = {}) => {
    if (saving) return;
    if (!client || !offer || when.time === '' || when.date === '' || (asked && !place)) {
      setMissing(true);
      return;
    }
    setSaving(true);
    setError(null);
    const rrule = rruleOf(repeat);
    const body: NewAppointment = {
      client_id: client.id,
      service_id: offer.id,
      professional_id: when.professional || 'any',
      starts_at: formats.instant(`${when.date}T${when.time}`),
      notify,
      ...(place ? { branch_id: place } : {}),
      ...(confirmed ? { state: 'confirmada' } : {}),
      ...(notes.trim() ? { client_notes: notes.trim() } : {}),
      ...(rrule ? { recurrence: rrule } : {}),
      ...more,
    };
    try {
      const booked = await done(
        api.POST('/api/v1/appointments', { params: { header: { 'Idempotency-Key': key } }, body }),
      );
      if (start.room && booked.room_id && booked.room_id !== start.room) {
        // The API gives a room by itself; the one that somebody pointed at is asked for afterwards.
        await send(booked, 'reschedule', { room_id: start.room, notify: false }).catch(problem);
      }
      refresh(queries);
      tell(
        t('agenda.booked', {
          name: booked.client_name,
          day: formats.dayShort(booked.starts_at),
          time: formats.time(booked.starts_at),
        }),
      );
      onDone();
    } catch (refused) {
      setError(refused);
      setSaving(false);
      if (refused instanceof ApiError && refused.status === 409) refresh(queries);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void book();
  };

  return (
    <Box component="form" noValidate onSubmit={submit} sx={{ p: 2.5, pt: 1.5 }}>
      <Stack sx={{ gap: 2 }}>
        <ClientPicker
          value={client}
          onChange={setClient}
          autoFocus={!client}
          error={fields.client_id ?? (missing && !client ? t('agenda.needClient') : undefined)}
        />
        <ServiceInput
          offers={offers}
          value={offer}
          onChange={(next) => setService(next?.id ?? '')}
          error={fields.service_id ?? (missing && !offer ? t('agenda.needService') : undefined)}
        />
        <WhenInputs
          value={when}
          onChange={(next) => {
            setWhen(next);
            setError(null);
          }}
          shown={shown}
          anybody
          error={fields.starts_at ?? (missing && when.time === '' ? t('agenda.needTime') : undefined)}
        />
        {asked && (
          <BranchInput
            branches={shown.branches}
            value={place}
            onChange={setBranch}
            error={fields.branch_id ?? (missing && !place ? t('agenda.needBranch') : undefined)}
          />
        )}
        {offer && (
          <Box
            aria-live="polite"
            sx={(theme) => ({
              display: 'flex',
              justifyContent: 'space-between',
              gap: 2,
              px: 2,
              py: 1.25,
              borderRadius: 2,
              background: theme.tokens.sunken,
            })}
          >
            <Typography color="text.secondary">
              {when.time &&
                when.date &&
                `${when.time}–${endOf(`${when.date}T${when.time}:00`, minutes).slice(11, 16)} · `}
              {t('common.minutesShort', { minutes })}
            </Typography>
            <Typography sx={{ fontWeight: 650 }}>{formats.money(offer.price)}</Typography>
          </Box>
        )}
        <TextField
          label={`${t('agenda.note')} (${t('common.optional')})`}
          value={notes}
          onChange={(event) => setNotes(event.target.value)}
          multiline
          maxRows={4}
          error={'client_notes' in fields}
          helperText={fields.client_notes}
        />
        <RepeatInput value={repeat} onChange={setRepeat} />
        <Stack direction="row" sx={{ flexWrap: 'wrap', columnGap: 2 }}>
          <FormControlLabel
            control={<Switch checked={notify} onChange={(_event, on) => setNotify(on)} />}
            label={t('agenda.notify')}
          />
          <FormControlLabel
            control={<Switch checked={confirmed} onChange={(_event, on) => setConfirmed(on)} />}
            label={t('agenda.alreadyConfirmed')}
          />
        </Stack>
        {error !== null && (
          <TimeProblem
            error={error}
            shown={shown}
            wanted={{ service, when }}
            onPick={(next) => {
              setWhen(next);
              setError(null);
            }}
            onAnyway={(more) => void book(more)}
          />
        )}
        {missing && (!client || !offer) && error === null && (
          <Alert severity="warning" variant="outlined">
            {t('agenda.incomplete')}
          </Alert>
        )}
        <Button type="submit" variant="contained" size="large" loading={saving} sx={{ minHeight: 48 }}>
          {t('agenda.book')}
        </Button>
      </Stack>
    </Box>
  );
}

interface ServiceInputProps {
  offers: Offer[];
  value: Offer | null;
  onChange: (offer: Offer | null) => void;
  error?: string;
}

function ServiceInput({ offers, value, onChange, error }: ServiceInputProps) {
  const t = useT();
  return (
    <Autocomplete
      options={offers}
      value={value}
      onChange={(_event, offer) => onChange(offer)}
      getOptionLabel={({ name }) => name}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      groupBy={({ category }) => category}
      autoHighlight
      slotProps={{ paper: { elevation: 8, sx: { border: 1, borderColor: 'divider' } } }}
      noOptionsText={t('agenda.noServices')}
      renderOption={({ key, ...props }, { name, minutes, priceText }) => (
        <Box component="li" key={key} {...props} sx={{ minHeight: 44, gap: 2 }}>
          <Box sx={{ flex: 1 }}>{name}</Box>
          <Typography variant="body2" color="text.secondary" noWrap>
            {t('common.minutesShort', { minutes })} · {priceText}
          </Typography>
        </Box>
      )}
      renderInput={(params) => (
        <TextField {...params} label={t('agenda.service')} error={Boolean(error)} helperText={error} />
      )}
    />
  );
}
