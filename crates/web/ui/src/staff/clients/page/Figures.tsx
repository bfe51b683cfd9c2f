import { Box, Card, Skeleton, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import type { AppointmentSummary } from '../../../api/schema';
import type { Formats } from '../../../format/formats';
import { useFormats } from '../../../format/react';
import type { Translate } from '../../../i18n';
import { useT } from '../../../i18n/react';
import { ErrorNotice } from '../../ui/Notice';
import { summaryQuery } from '../queries';

interface Figure {
  label: string;
  value: string;
  detail?: string;
  warns?: boolean;
}

/** A client's appointments in numbers. */
export function Figures({ client }: { client: string }) {
  const t = useT();
  const formats = useFormats();
  const { data, error, refetch } = useQuery(summaryQuery(client));
  if (error && !data) return <ErrorNotice error={error} retry={() => void refetch()} />;
  const figures: (Figure | null)[] = data ? figuresOf(data, t, formats) : new Array<null>(6).fill(null);
  return (
    <Card
      component="section"
      aria-label={t('clients.page.figures')}
      aria-busy={!data}
      sx={(theme) => ({
        mb: 1.5,
        display: 'grid',
        gap: '1px',
        // The lines between them are what shows through.
        background: theme.tokens.line,
        gridTemplateColumns: { xs: 'repeat(2, 1fr)', sm: 'repeat(3, 1fr)', lg: 'repeat(6, 1fr)' },
      })}
    >
      {figures.map((figure, at) => (
        <Box key={at} sx={{ p: { xs: 1.5, md: 2 }, minWidth: 0, backgroundColor: 'background.paper' }}>
          <Typography variant="body2" color="text.secondary" noWrap>
            {figure?.label ?? <Skeleton width="60%" />}
          </Typography>
          <Typography
            sx={{
              fontSize: { xs: '1.0625rem', md: '1.25rem' },
              fontWeight: 700,
              letterSpacing: '-0.01em',
              color: figure?.warns ? 'error.main' : 'text.primary',
            }}
          >
            {figure?.value ?? <Skeleton width="80%" />}
          </Typography>
          <Typography variant="body2" color="text.secondary" noWrap sx={{ minHeight: '1.5em' }}>
            {figure ? figure.detail : <Skeleton width="50%" />}
          </Typography>
        </Box>
      ))}
    </Card>
  );
}

function figuresOf(summary: AppointmentSummary, t: Translate, formats: Formats): Figure[] {
  const { completed, no_shows, cancelled, upcoming, spent, average_rating, last, next } = summary;
  return [
    {
      label: t('clients.figures.next'),
      value: next ? formats.dayShort(next.starts_at) : t('clients.figures.noNext'),
      ...(next
        ? {
            detail: [
              formats.time(next.starts_at),
              upcoming > 1 ? t('clients.figures.upcoming', { smart_count: upcoming }) : '',
            ]
              .filter(Boolean)
              .join(' · '),
          }
        : {}),
    },
    {
      label: t('clients.figures.last'),
      value: last ? formats.date(last.starts_at) : '—',
      detail: last ? formats.relative(last.starts_at) : t('clients.figures.never'),
    },
    { label: t('clients.figures.visits'), value: formats.number(completed) },
    {
      label: t('clients.figures.spent'),
      value: formats.money(spent),
      ...(completed > 1
        ? {
            detail: t('clients.figures.perVisit', {
              amount: formats.money(Math.round(Number(spent) / completed)),
            }),
          }
        : {}),
    },
    {
      label: t('clients.figures.missed'),
      value: formats.number(no_shows),
      warns: no_shows > 0,
      ...(cancelled > 0 ? { detail: t('clients.figures.cancelled', { smart_count: cancelled }) } : {}),
    },
    {
      label: t('clients.figures.rating'),
      value: average_rating
        ? `${formats.number(Number(average_rating), { maximumFractionDigits: 1 })} ★`
        : '—',
      ...(average_rating ? {} : { detail: t('clients.figures.noRating') }),
    },
  ];
}
