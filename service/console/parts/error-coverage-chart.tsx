import type { ComponentProps, ReactNode } from 'react';
import { CartesianGrid, ComposedChart, Tooltip, XAxis, YAxis } from 'recharts';
import { axisName, axisStyle, ChartFigure, type ChartFigureProps, tooltipStyle } from './chart-figure.tsx';
import { percent } from './format.ts';

interface ErrorCoverageChartProps extends Omit<ChartFigureProps, 'children'> {
  /** Points with their `coverage`; those with a `threshold` say it where one points at them. */
  data: readonly object[];
  /** Of the axis of errors. */
  highest: number;
  coverageName?: string;
  errorDigits?: number;
  /** For whoever drags along the curve, in place of words where one points. */
  pointer?: Pick<
    ComponentProps<typeof ComposedChart>,
    'onMouseDown' | 'onMouseMove' | 'onMouseUp' | 'onMouseLeave' | 'className'
  >;
  /** Bands, lines and marks of recharts. */
  children: ReactNode;
}

/** How many errors it costs to route more: coverage from 0 to 1 against the error. */
export function ErrorCoverageChart(props: ErrorCoverageChartProps) {
  const { data, highest, coverageName = 'coverage', errorDigits = 0, pointer, children, ...figure } = props;
  return (
    <ChartFigure {...figure}>
      <ComposedChart data={[...data]} margin={{ top: 8, right: 14, bottom: 4, left: 0 }} {...pointer}>
        <CartesianGrid stroke="var(--line)" />
        <XAxis
          dataKey="coverage"
          type="number"
          domain={[0, 1]}
          tickFormatter={(value: number) => percent(value, 0)}
          label={axisName(coverageName, 'x')}
          {...axisStyle}
        />
        <YAxis
          width={44}
          type="number"
          domain={[0, Math.min(1, highest)]}
          allowDataOverflow
          tickFormatter={(value: number) => percent(value, errorDigits)}
          label={axisName('error', 'y')}
          {...axisStyle}
        />
        {pointer ? null : (
          <Tooltip
            labelFormatter={(coverage, [entry]) => {
              const { threshold } = (entry?.payload ?? {}) as { threshold?: number };
              const at = threshold === undefined ? '' : `, threshold ${percent(threshold)}`;
              return `Coverage ${percent(Number(coverage))}${at}`;
            }}
            formatter={(value) =>
              Array.isArray(value) ? value.map((end) => percent(Number(end))).join(' to ') : percent(Number(value))
            }
            {...tooltipStyle}
          />
        )}
        {children}
      </ComposedChart>
    </ChartFigure>
  );
}

/** Of an area over `range`: where the error may well lie. */
export const bandStyle = {
  dataKey: 'range',
  stroke: 'none',
  fill: 'var(--accent)',
  fillOpacity: 0.14,
  isAnimationActive: false,
} as const;
export const lineStyle = { stroke: 'var(--accent)', strokeWidth: 1.8, isAnimationActive: false } as const;
