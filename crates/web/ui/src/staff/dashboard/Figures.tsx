import { Box } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import type { Figures as Numbers } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { ErrorNotice } from '../ui/Notice';
import { Figure, type Comparison } from './Figure';
import { kpisQuery, type Whose } from './queries';
import { change, sameWeekdays, type Range } from './range';

/** Revenue of an appointment, on average; without cents, which an average has no need of. */
const each = (numbers: Numbers) => Math.round(Number(numbers.revenue) / Math.max(1, numbers.completed));

const share = (part: number, all: number) => (all === 0 ? null : part / all);

/** The numbers of a period against the period before and, where that is another, the same weekdays. */
export function Figures({ range, whose }: { range: Range; whose: Whose }) {
  const t = useT();
  const formats = useFormats();
  const weekdays = sameWeekdays(range);
  const { data, isPlaceholderData, error, refetch } = useQuery(kpisQuery(range, whose));
  const { data: alike } = useQuery({ ...kpisQuery(weekdays ?? range, whose), enabled: weekdays !== null });
  if (error && !data) return <ErrorNotice error={error} retry={() => void refetch()} />;

  const now = data?.current;
  const compare = (of: (numbers: Numbers) => number | null): Comparison[] => [
    {
      than: weekdays ? t('dashboard.before.previous') : t('dashboard.before.weekdays'),
      share: data ? change(of(data.current), of(data.previous)) : null,
    },
    ...(weekdays
      ? [
          {
            than: t('dashboard.before.weekdays'),
            share: data && alike ? change(of(data.current), of(alike.current)) : null,
          },
        ]
      : []),
  ];
  const rows = (query: Record<string, string>) =>
    `/citas?${new URLSearchParams({ from: range.from, until: range.until, ...whose, ...query })}`;
  const hours = (minutes: number) => formats.number(Math.round(minutes / 60));
  const percent = (value: number | null | undefined) => (value == null ? '–' : formats.percent(value));

  return (
    <Box
      aria-busy={isPlaceholderData}
      sx={{
        opacity: isPlaceholderData ? 0.5 : 1,
        display: 'grid',
        gap: 1.5,
        gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', md: 'repeat(4, minmax(0, 1fr))' },
      }}
    >
      <Figure
        label={t('dashboard.figures.revenue')}
        value={now ? formats.money(now.revenue) : null}
        detail={now && t('dashboard.figures.each', { amount: formats.money(each(now)) })}
        comparisons={compare((numbers) => Number(numbers.revenue))}
        better="more"
        to={rows({ state: 'completada' })}
      />
      <Figure
        label={t('dashboard.figures.appointments')}
        value={now ? formats.number(now.appointments) : null}
        detail={now && t('dashboard.figures.completed', { smart_count: now.completed })}
        comparisons={compare((numbers) => numbers.appointments)}
        better="more"
        to={rows({})}
      />
      <Figure
        label={t('dashboard.figures.occupancy')}
        value={now ? percent(now.occupancy) : null}
        detail={
          now &&
          t('dashboard.figures.hours', {
            booked: hours(now.booked_minutes),
            available: hours(now.available_minutes),
          })
        }
        comparisons={compare((numbers) => numbers.occupancy ?? null)}
        better="more"
        to={`/agenda?view=week&date=${range.until}`}
      />
      <Figure
        label={t('dashboard.figures.noShows')}
        value={now ? formats.number(now.no_shows) : null}
        detail={
          now && t('dashboard.figures.share', { share: percent(share(now.no_shows, now.appointments)) })
        }
        comparisons={compare((numbers) => numbers.no_shows)}
        better="less"
        to={rows({ state: 'no_asistio' })}
      />
      <Figure
        label={t('dashboard.figures.rating')}
        value={
          now ? (now.average_rating == null ? '–' : `★ ${formats.number(now.average_rating, DIGITS)}`) : null
        }
        detail={now && t('dashboard.figures.ratings', { smart_count: now.ratings })}
        comparisons={compare((numbers) => numbers.average_rating ?? null)}
        better="more"
        to={`/resenas?from=${range.from}&until=${range.until}`}
      />
      <Figure
        label={t('dashboard.figures.newClients')}
        value={now ? formats.number(now.new_clients) : null}
        comparisons={compare((numbers) => numbers.new_clients)}
        better="more"
        to="/clients"
      />
      <Figure
        label={t('dashboard.figures.waiting')}
        value={
          now
            ? now.average_waiting_minutes == null
              ? '–'
              : t('common.minutesShort', { minutes: formats.number(now.average_waiting_minutes, DIGITS) })
            : null
        }
        comparisons={compare((numbers) => numbers.average_waiting_minutes ?? null)}
        better="less"
        to={rows({ state: 'completada' })}
      />
      <Figure
        label={t('dashboard.figures.punctuality')}
        value={now ? percent(now.punctuality) : null}
        comparisons={compare((numbers) => numbers.punctuality ?? null)}
        better="more"
        to={rows({ state: 'completada' })}
      />
    </Box>
  );
}

const DIGITS: Intl.NumberFormatOptions = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
