import QueryStatsOutlined from '@mui/icons-material/QueryStatsOutlined';
import { Stack, TextField } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { done } from '../../../api/client';
import type { TenantMetric } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { Chart, type ChartOption } from '../../../staff/ui/Chart';
import { Notice } from '../../../staff/ui/Notice';
import { bytes } from '../../core/bytes';
import { useNames } from '../../core/names';
import { api } from '../../core/session';
import { Loaded } from '../../ui/Loaded';
import { Columns, Section } from '../../ui/Section';
import type { TabProps } from '../TenantPage';

/** Days shown to begin with. */
const SPAN = 30;

/** What a business used, day by day. */
export default function Metrics({ tenant }: TabProps) {
  const t = useT();
  const formats = useFormats();
  const [from, setFrom] = useState(() => formats.addDays(formats.today(), -SPAN));
  const [to, setTo] = useState(() => formats.today());
  const query = useQuery({
    queryKey: ['tenant', tenant.id, 'metrics', from, to],
    queryFn: () =>
      done(
        api.GET('/api/v1/platform/tenants/{id}/metrics', {
          params: { path: { id: tenant.id }, query: { from, to } },
        }),
      ),
  });
  const range = [
    { label: t('platform.metrics.from'), value: from, set: setFrom },
    { label: t('platform.metrics.to'), value: to, set: setTo },
  ];
  return (
    <Stack sx={{ gap: 2 }}>
      <Stack direction="row" sx={{ gap: 1.5, flexWrap: 'wrap' }}>
        {range.map(({ label, value, set }) => (
          <TextField
            key={label}
            type="date"
            label={label}
            value={value}
            onChange={({ target }) => target.value !== '' && set(target.value)}
            slotProps={{ inputLabel: { shrink: true }, htmlInput: { max: formats.today() } }}
          />
        ))}
      </Stack>
      <Loaded query={query} height={420}>
        {(days) =>
          days.length === 0 ? (
            <Section title={t('platform.tenant.tabs.metrics')}>
              <Notice
                icon={QueryStatsOutlined}
                title={t('platform.metrics.empty')}
                text={t('platform.metrics.emptyText')}
              />
            </Section>
          ) : (
            <Plots days={days} />
          )
        }
      </Loaded>
    </Stack>
  );
}

function Plots({ days }: { days: TenantMetric[] }) {
  const t = useT();
  const formats = useFormats();
  const { name } = useNames();
  const measured = useMemo(
    () => [...new Set(days.flatMap(({ used }) => Object.keys(used)))].filter((key) => key !== 'storage_mib'),
    [days],
  );
  return (
    <Columns min={420}>
      {measured.map((key) => (
        <Plot
          key={key}
          title={name('limits', key)}
          days={days}
          value={(day) => (day.used as Record<string, number>)[key] ?? null}
          write={(value) => formats.number(value)}
        />
      ))}
      <Plot
        title={t('platform.tenants.size')}
        days={days}
        value={(day) => day.size_bytes}
        write={(value) => bytes(formats, value)}
      />
    </Columns>
  );
}

interface PlotProps {
  title: string;
  days: TenantMetric[];
  value: (day: TenantMetric) => number | null;
  write: (value: number) => string;
}

function Plot({ title, days, value, write }: PlotProps) {
  const formats = useFormats();
  const { tokens } = useTheme();
  const values = useMemo(() => days.map(value), [days, value]);
  const last = values.findLast((one) => one !== null) ?? 0;
  const option = useMemo<ChartOption>(
    () => ({
      legend: { show: false },
      grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
      xAxis: {
        type: 'category',
        boundaryGap: false,
        data: days.map(({ day }) => formats.day(day, { day: 'numeric', month: 'short' })),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: tokens.inkSoft, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitNumber: 3,
        splitLine: { lineStyle: { color: tokens.line } },
        axisLabel: { color: tokens.inkSoft, formatter: write },
      },
      series: [
        {
          type: 'line',
          name: title,
          data: values,
          showSymbol: days.length < 3,
          lineStyle: { color: tokens.primary, width: 2.5 },
          itemStyle: { color: tokens.primary },
          areaStyle: { color: tokens.primarySoft },
        },
      ],
    }),
    [days, values, formats, tokens, title, write],
  );
  return (
    <Section title={title} text={write(last)}>
      <Chart label={`${title}: ${write(last)}`} height={190} option={option} />
    </Section>
  );
}
