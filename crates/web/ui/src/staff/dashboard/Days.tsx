import { Card, Skeleton, Typography } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useCallback, useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import type { DayFigures } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Chart, type ChartOption } from '../ui/Chart';

const HEIGHT = 340;

/** Appointments and revenue day by day; a day opens in the agenda. */
export function Days({ days }: { days: DayFigures[] | undefined }) {
  const t = useT();
  return (
    <Card sx={{ p: 2, height: '100%' }}>
      <Typography variant="h3" component="h2" gutterBottom>
        {t('dashboard.days.title')}
      </Typography>
      {days ? <Plot days={days} /> : <Skeleton variant="rounded" height={HEIGHT} />}
    </Card>
  );
}

function Plot({ days }: { days: DayFigures[] }) {
  const t = useT();
  const formats = useFormats();
  const { tokens } = useTheme();
  const navigate = useNavigate();
  const open = useCallback(
    (index: number) => navigate(`/agenda?view=day&date=${days[index]?.day ?? ''}`),
    [navigate, days],
  );
  const option = useMemo<ChartOption>(
    () => ({
      xAxis: {
        type: 'category',
        data: days.map(({ day }) => formats.day(day, { day: 'numeric', month: 'short' })),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: tokens.inkSoft },
      },
      yAxis: [
        {
          type: 'value',
          minInterval: 1,
          axisLabel: { color: tokens.inkSoft },
          splitLine: { lineStyle: { color: tokens.line } },
        },
        { type: 'value', axisLabel: { show: false }, splitLine: { show: false } },
      ],
      series: [
        {
          name: t('dashboard.days.appointments'),
          type: 'bar',
          data: days.map(({ appointments }) => appointments),
          itemStyle: { color: tokens.primary, borderRadius: [4, 4, 0, 0] },
          barMaxWidth: 22,
        },
        {
          name: t('dashboard.days.revenue'),
          type: 'line',
          yAxisIndex: 1,
          data: days.map(({ revenue }) => Number(revenue)),
          tooltip: { valueFormatter: (value) => formats.money(Number(value)) },
          itemStyle: { color: tokens.info },
          smooth: 0.3,
          symbolSize: 6,
        },
      ],
    }),
    [days, formats, t, tokens],
  );
  const best = days.reduce<DayFigures | null>(
    (most, day) => (day.appointments > (most?.appointments ?? 0) ? day : most),
    null,
  );
  const label = best
    ? t('dashboard.days.description', { day: formats.dayLong(best.day), count: best.appointments })
    : t('dashboard.days.nothing');
  return <Chart label={label} height={HEIGHT} option={option} onPoint={open} />;
}
