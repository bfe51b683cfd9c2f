import { Alert, Box, Button, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { FreeTimes, NewAppointment, SeriesConflict } from '../../api/schema';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { api } from '../core/session';
import { LimitHint } from './LimitHint';
import { useRight } from './rights';
import type { Shown } from './useShown';
import type { When } from './WhenInputs';

interface TimeProblemProps {
  error: unknown;
  shown: Shown;
  wanted: { service: string; when: When; moving?: string };
  onPick: (when: When) => void;
  /** Goes on all the same: outside of working time, or with those times of a series that can be had. */
  onAnyway: (more: Partial<NewAppointment>) => void;
}

const TAKEN = ['slot_taken', 'nobody_available', 'outside_working_time', 'off_interval', 'too_soon'];

/** Why a time cannot be had, in words, and what can be had instead. */
export function TimeProblem({ error, shown, wanted, onPick, onAnyway }: TimeProblemProps) {
  const t = useT();
  const may = useRight();
  const { formats } = shown;
  const code = error instanceof ApiError ? error.code : '';
  const conflicts = code === 'series_conflicts' ? conflictsOf(error) : [];
  return (
    <Alert
      severity={error instanceof ApiError && error.status < 500 ? 'warning' : 'error'}
      variant="outlined"
      sx={{ '& .MuiAlert-message': { width: '100%' } }}
    >
      {describe(error, t)} <LimitHint error={error} />
      {conflicts.length > 0 && (
        <>
          <Box component="ul" sx={{ my: 1, pl: 2.5 }}>
            {conflicts.slice(0, 6).map(({ starts_at }) => (
              <li key={starts_at}>
                {formats.dayShort(starts_at)}, {formats.time(starts_at)}
              </li>
            ))}
          </Box>
          <Button
            size="small"
            variant="outlined"
            onClick={() => onAnyway({ on_conflict: 'skip' })}
            sx={{ minHeight: 40 }}
          >
            {t('agenda.repeat.skip')}
          </Button>
        </>
      )}
      {code === 'outside_working_time' && may('appointments.change', shown.branch?.id) && (
        <Box sx={{ mt: 1 }}>
          <Button
            size="small"
            variant="outlined"
            onClick={() => onAnyway({ outside_hours: true })}
            sx={{ minHeight: 40 }}
          >
            {t('agenda.anyway')}
          </Button>
        </Box>
      )}
      {TAKEN.includes(code) && <OtherTimes shown={shown} wanted={wanted} onPick={onPick} />}
    </Alert>
  );
}

/** The free times nearest to the one that was wanted, on that day and the next. */
function OtherTimes({ shown, wanted, onPick }: Pick<TimeProblemProps, 'shown' | 'wanted' | 'onPick'>) {
  const t = useT();
  const { formats } = shown;
  const { service, when, moving } = wanted;
  const query = {
    service,
    from: when.date,
    to: formats.addDays(when.date, 6),
    professional: when.professional || 'any',
    ...(shown.branch ? { branch: shown.branch.id } : {}),
    ...(moving ? { moving } : {}),
  };
  const free = useQuery({
    queryKey: ['availability', query],
    queryFn: ({ signal }) => done(api.GET('/api/v1/availability', { params: { query }, signal })),
    staleTime: 0,
  });
  if (free.isPending) return <Typography variant="body2">{t('agenda.lookingForTimes')}</Typography>;
  const nearest = free.data ? nearestOf(free.data, when) : [];
  if (nearest.length === 0) return <Typography variant="body2">{t('agenda.noTimes')}</Typography>;
  return (
    <Box sx={{ mt: 1 }}>
      <Typography variant="body2" sx={{ mb: 0.75, fontWeight: 600 }}>
        {t('agenda.otherTimes')}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        {nearest.map(({ date, time }) => (
          <Button
            key={`${date}${time}`}
            variant="outlined"
            size="small"
            onClick={() => onPick({ ...when, date, time })}
            sx={{ minHeight: 40 }}
          >
            {date === when.date ? time : `${formats.dayShort(date)}, ${time}`}
          </Button>
        ))}
      </Box>
    </Box>
  );
}

function nearestOf({ days }: FreeTimes, when: When): { date: string; time: string }[] {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  const [today, ...later] = days;
  const near = (starts: { local: string }[], date: string, count: number) =>
    starts
      .filter(({ local }) => local !== when.time || date !== when.date)
      .sort(
        (a, b) =>
          Math.abs(minutes(a.local) - minutes(when.time)) - Math.abs(minutes(b.local) - minutes(when.time)),
      )
      .slice(0, count)
      .map(({ local }) => ({ date, time: local }))
      .sort((a, b) => a.time.localeCompare(b.time));
  const first = today ? near(today.starts, today.date, 6) : [];
  const next = later.find(({ starts }) => starts.length > 0);
  return [...first, ...(next ? near(next.starts, next.date, first.length > 0 ? 2 : 6) : [])];
}

function conflictsOf(error: unknown): SeriesConflict[] {
  if (!(error instanceof ApiError)) return [];
  const { conflicts } = error.problem as { conflicts?: SeriesConflict[] };
  return conflicts ?? [];
}
