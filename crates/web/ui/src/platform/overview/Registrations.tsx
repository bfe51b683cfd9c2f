import { useTheme } from '@mui/material/styles';
import { useMemo } from 'react';
import type { DayRegistrations } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Chart, type ChartOption } from '../../staff/ui/Chart';
import { Section } from '../ui/Section';

/** Businesses made on each of the last days. */
export function Registrations({ days }: { days: DayRegistrations[] }) {
  const t = useT();
  const formats = useFormats();
  const { tokens } = useTheme();
  const total = days.reduce((sum, { tenants }) => sum + tenants, 0);
  const option = useMemo<ChartOption>(
    () => ({
      legend: { show: false },
      grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
      xAxis: {
        type: 'category',
        data: days.map(({ day }) => formats.day(day, { day: 'numeric', month: 'short' })),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { color: tokens.inkSoft, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitLine: { lineStyle: { color: tokens.line } },
        axisLabel: { color: tokens.inkSoft },
      },
      series: [
        {
          type: 'bar',
          name: t('platform.overview.registrations'),
          data: days.map(({ tenants }) => tenants),
          itemStyle: { color: tokens.primary, borderRadius: [4, 4, 0, 0] },
          barMaxWidth: 26,
        },
      ],
    }),
    [days, formats, tokens, t],
  );
  return (
    <Section
      title={t('platform.overview.registrations')}
      text={t('platform.overview.registrationsText', { smart_count: total })}
    >
      <Chart
        label={t('platform.overview.registrationsText', { smart_count: total })}
        height={220}
        option={option}
      />
    </Section>
  );
}
