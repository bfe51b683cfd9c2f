import ArrowForward from '@mui/icons-material/ArrowForward';
import {
  Alert,
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControl,
  FormControlLabel,
  FormLabel,
  MenuItem,
  Radio,
  RadioGroup,
  Stack,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/problem';
import type { Appointment } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useProblem } from '../ui/useProblem';
import { conflictOf } from './conflicts';
import { moveSeries } from './series';
import { openTimes, takenTimes } from './taken';
import { TimeProblem } from './TimeProblem';
import { refresh, useAppointment } from './useAppointment';
import type { Shown } from './useShown';
import { useTell } from './useTell';
import { WhenInputs, type When } from './WhenInputs';

/** Where an appointment is to go. */
export interface Move {
  appointment: Appointment;
  starts_at: string;
  professional_id: string;
  room_id: string | null;
  /** Puts it back in the grid. */
  revert?: () => void;
  /** Whether the new time is still to be chosen, not yet shown in the grid. */
  choosing?: boolean;
}

/** Asks before an appointment is moved: from where to where, and whether the client is told. */
export function MoveDialog({ move, shown, onClose }: { move: Move; shown: Shown; onClose: () => void }) {
  const t = useT();
  const tell = useTell();
  const problem = useProblem();
  const queries = useQueryClient();
  const { send } = useAppointment();
  const { formats } = shown;
  const { appointment } = move;
  const [when, setWhen] = useState<When>(() => {
    const wall = formats.wallClock(move.starts_at);
    return { date: wall.slice(0, 10), time: wall.slice(11, 16), professional: move.professional_id };
  });
  const [room, setRoom] = useState(move.room_id ?? '');
  const [notify, setNotify] = useState(true);
  const [following, setFollowing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);

  const starts_at =
    when.date && when.time ? formats.instant(`${when.date}T${when.time}`) : appointment.starts_at;
  const from = Date.parse(starts_at);
  const conflict = conflictOf(
    {
      id: appointment.id,
      from,
      to: from + appointment.minutes * 60_000,
      professional: when.professional,
      room: room || null,
      before: appointment.buffer_before_minutes,
      after: appointment.buffer_after_minutes,
    },
    takenTimes(shown.all, shown.blocks, t('agenda.block.blocked')),
    // Of days that are not shown nobody knows here; the server does.
    shown.open && when.date >= shown.days.from && when.date <= shown.days.until
      ? openTimes(shown.open)
      : null,
  );
  const same =
    Date.parse(starts_at) === Date.parse(appointment.starts_at) &&
    when.professional === appointment.professional_id &&
    room === (appointment.room_id ?? '');

  const back = () => {
    move.revert?.();
    onClose();
    // What the grid shows is brought in line with what is so.
    refresh(queries);
  };
  const leave = () => {
    // What is on its way cannot be called back.
    if (!saving) back();
  };
  const go = async (outside: boolean) => {
    if (saving) return;
    setSaving(true);
    setError(null);
    try {
      const undo = following
        ? await moveSeries(appointment, { starts_at, professional_id: when.professional, notify, outside })
        : await moveOne(outside);
      refresh(queries);
      onClose();
      tell(t('agenda.told.reschedule', { name: appointment.client_name }), () => undo().catch(problem));
    } catch (refused) {
      setError(refused);
      setSaving(false);
      if (refused instanceof ApiError && refused.status === 412) {
        problem(refused);
        back();
      }
    }
  };
  const moveOne = async (outside: boolean) => {
    const moved = await send(appointment, 'reschedule', {
      starts_at,
      notify,
      ...(when.professional === appointment.professional_id ? {} : { professional_id: when.professional }),
      ...(room && room !== appointment.room_id ? { room_id: room } : {}),
      ...(outside ? { outside_hours: true } : {}),
    });
    return async () => {
      await send(moved, 'reschedule', {
        starts_at: appointment.starts_at,
        professional_id: appointment.professional_id,
        ...(appointment.room_id ? { room_id: appointment.room_id } : {}),
        outside_hours: true,
        notify: false,
      });
    };
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void go(conflict?.kind === 'outside');
  };

  return (
    <Dialog open onClose={leave} aria-labelledby="move-title" maxWidth="xs" fullWidth>
      <Box component="form" noValidate onSubmit={submit}>
        <DialogTitle id="move-title">{t('agenda.move.title', { name: appointment.client_name })}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 0.5 }}>
            <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'stretch' }}>
              <Place
                label={t('agenda.move.before')}
                when={appointment.starts_at}
                who={appointment.professional_name}
                {...{ formats }}
              />
              <ArrowForward sx={{ alignSelf: 'center', color: 'text.secondary', flex: 'none' }} />
              <Place
                label={t('agenda.move.after')}
                when={starts_at}
                who={
                  shown.professionals.find(({ id }) => id === when.professional)?.full_name ??
                  appointment.professional_name
                }
                strong
                {...{ formats }}
              />
            </Box>
            <WhenInputs
              value={when}
              onChange={(next) => {
                setWhen(next);
                setError(null);
              }}
              shown={shown}
            />
            {shown.rooms.length > 0 && appointment.room_id && (
              <TextField
                select
                label={t('agenda.room')}
                value={room}
                onChange={(event) => setRoom(event.target.value)}
              >
                {shown.rooms.map(({ id, name }) => (
                  <MenuItem key={id} value={id}>
                    {name}
                  </MenuItem>
                ))}
              </TextField>
            )}
            {appointment.series_id && (
              <FormControl>
                <FormLabel id="move-scope">{t('agenda.series.scope')}</FormLabel>
                <RadioGroup
                  aria-labelledby="move-scope"
                  value={following ? 'following' : 'this'}
                  onChange={(event) => setFollowing(event.target.value === 'following')}
                >
                  <FormControlLabel value="this" control={<Radio />} label={t('agenda.series.this')} />
                  <FormControlLabel
                    value="following"
                    control={<Radio />}
                    label={t('agenda.series.following')}
                  />
                </RadioGroup>
              </FormControl>
            )}
            {conflict && error === null && !same && (
              <Alert severity="warning" variant="outlined">
                {conflict.kind === 'taken'
                  ? t('agenda.move.taken', { label: conflict.label })
                  : t('agenda.move.outsideWarning')}
              </Alert>
            )}
            {error !== null && (
              <TimeProblem
                error={error}
                shown={shown}
                wanted={{ service: appointment.service_id, when, moving: appointment.id }}
                onPick={(next) => {
                  setWhen(next);
                  setError(null);
                }}
                onAnyway={() => void go(true)}
              />
            )}
            <FormControlLabel
              control={<Switch checked={notify} onChange={(_event, on) => setNotify(on)} />}
              label={t('agenda.notify')}
            />
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={leave} disabled={saving} sx={{ minHeight: 44 }}>
            {t('agenda.move.leave')}
          </Button>
          <Button
            type="submit"
            variant="contained"
            autoFocus={!move.choosing}
            loading={saving}
            disabled={same || conflict?.kind === 'taken'}
            sx={{ minHeight: 44 }}
          >
            {t('agenda.move.go')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}

interface PlaceProps {
  label: string;
  when: string;
  who: string;
  strong?: boolean;
  formats: Shown['formats'];
}

function Place({ label, when, who, strong, formats }: PlaceProps) {
  return (
    <Box
      sx={(theme) => ({
        flex: '1 1 0',
        minWidth: 0,
        p: 1.5,
        borderRadius: 2,
        background: strong ? theme.tokens.primarySoft : theme.tokens.sunken,
      })}
    >
      <Typography variant="body2" color="text.secondary">
        {label}
      </Typography>
      <Typography sx={{ fontWeight: 700, fontSize: '1.25rem', fontVariantNumeric: 'tabular-nums' }}>
        {formats.time(when)}
      </Typography>
      <Typography variant="body2">{formats.dayShort(when)}</Typography>
      <Typography variant="body2" color="text.secondary" noWrap title={who}>
        {who}
      </Typography>
    </Box>
  );
}
