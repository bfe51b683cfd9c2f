import Add from '@mui/icons-material/Add';
import { Box, Button, Card, Stack, Typography } from '@mui/material';
import { useT } from '../../../i18n/react';
import { useDuration } from '../useDuration';
import { useWeekday } from '../useWeekday';
import { DAY } from '../time';
import { useWeekContext } from './context';
import { CopyDay } from './CopyDay';
import { RangeFields } from './RangeFields';
import { dayMinutes, newKey, ofDay, WEEKDAYS, type Range } from './week';

/** The week as a form, day by day. */
export function DayList() {
  return (
    <Stack sx={{ gap: 1.5 }}>
      {WEEKDAYS.map((weekday) => (
        <Day key={weekday} weekday={weekday} />
      ))}
    </Stack>
  );
}

/** Where another range begins: after the last of its kind, as long as there is time left. */
function next(day: Range[], bookable: boolean): Pick<Range, 'from' | 'until'> {
  const work = day.filter((one) => one.bookable);
  if (!bookable) {
    const [first] = work;
    const noon = work.find((one) => one.from < 13 * 60 && one.until > 13 * 60);
    if (noon || !first) return { from: 13 * 60, until: 14 * 60 };
    const from = Math.floor((first.from + first.until) / 2 / 60) * 60;
    return { from, until: Math.min(from + 60, first.until) };
  }
  const last = work.at(-1);
  if (!last) return { from: 9 * 60, until: 18 * 60 };
  const from = Math.min(last.until + 60, DAY - 60);
  return { from, until: Math.min(from + 240, DAY) };
}

function Day({ weekday }: { weekday: number }) {
  const t = useT();
  const name = useWeekday();
  const duration = useDuration();
  const { week, change, mine, branch } = useWeekContext();
  const day = ofDay(week, weekday);
  const minutes = dayMinutes(week, weekday);
  const long = name(weekday);
  const add = (bookable: boolean) =>
    change((now) => {
      const own = ofDay(now, weekday);
      const at = own.find((one) => one.bookable)?.branch;
      return [
        ...now,
        { key: newKey(), weekday, bookable, branch: (!bookable && at) || branch, ...next(own, bookable) },
      ];
    });

  return (
    <Card component="section" aria-label={long} sx={{ p: { xs: 1.5, sm: 2 } }}>
      <Stack direction={{ xs: 'column', md: 'row' }} sx={{ gap: { xs: 1, md: 3 } }}>
        <Stack
          direction={{ xs: 'row', md: 'column' }}
          sx={{
            width: { md: 132 },
            flex: 'none',
            alignItems: { xs: 'baseline', md: 'flex-start' },
            gap: { xs: 1, md: 0 },
          }}
        >
          <Typography variant="h4" component="h3" sx={{ '&::first-letter': { textTransform: 'uppercase' } }}>
            {long}
          </Typography>
          <Typography color="text.secondary" variant="body2">
            {minutes > 0 ? duration(minutes) : t('schedules.week.free')}
          </Typography>
        </Stack>
        <Stack sx={{ gap: 2, flex: 1, minWidth: 0, pt: { xs: 1, md: 0 } }}>
          {day.map((range) => (
            <RangeFields key={range.key} range={range} />
          ))}
          {mine.length > 0 && (
            <Stack direction="row" sx={{ gap: 0.5, alignItems: 'center', flexWrap: 'wrap' }}>
              <Button
                startIcon={<Add />}
                onClick={() => add(true)}
                aria-label={t('schedules.week.addRangeOn', { day: long })}
                sx={{ minHeight: 40 }}
              >
                {t('schedules.week.addRange')}
              </Button>
              {day.some((one) => one.bookable) && (
                <Button
                  onClick={() => add(false)}
                  aria-label={t('schedules.week.addPauseOn', { day: long })}
                  sx={{ minHeight: 40 }}
                  color="inherit"
                >
                  {t('schedules.week.addPause')}
                </Button>
              )}
              <Box sx={{ flex: 1 }} />
              <CopyDay weekday={weekday} />
            </Stack>
          )}
        </Stack>
      </Stack>
    </Card>
  );
}
