import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  type GridComponentOption,
  type LegendComponentOption,
  type TooltipComponentOption,
} from 'echarts/components';
import { init, use as register, type ComposeOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { FONT, type Tokens } from '../../theme/tokens';

register([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  LegendComponent,
  LineChart,
  TooltipComponent,
]);

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>;

interface ChartProps {
  /** What it shows, in a sentence, for whoever does not see it. */
  label: string;
  /** Pixels; there before the plot is. */
  height: number;
  /** Drawn anew when it is another object: keep it with `useMemo`. */
  option: ChartOption;
  /** A click on the point with this index. */
  onPoint?: (index: number) => void;
}

/** A plot by ECharts in our look. Tooltips are drawn on the canvas: as HTML they would need style attributes. */
export function Chart({ label, height, option, onPoint }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const { tokens } = useTheme();

  useEffect(() => {
    if (!element.current) return;
    const chart = init(element.current, null, { renderer: 'canvas' });
    chart.setOption({ ...look(tokens), ...option });
    if (onPoint) chart.on('click', ({ dataIndex }) => onPoint(dataIndex));
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [option, tokens, onPoint]);

  return <Box ref={element} role="img" aria-label={label} sx={{ width: '100%', height }} />;
}

function look(tokens: Tokens): ChartOption {
  const axis = {
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: tokens.line } },
    axisLabel: { color: tokens.inkSoft, fontFamily: FONT },
  };
  return {
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    textStyle: { fontFamily: FONT, color: tokens.ink },
    grid: { left: 8, right: 8, top: 32, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      backgroundColor: tokens.paper,
      borderColor: tokens.line,
      textStyle: { color: tokens.ink, fontFamily: FONT },
    },
    legend: {
      top: 0,
      right: 0,
      icon: 'circle',
      itemHeight: 8,
      textStyle: { color: tokens.inkSoft, fontFamily: FONT },
    },
    xAxis: { type: 'category', ...axis, splitLine: { show: false } },
    yAxis: { type: 'value', ...axis },
  };
}
