import { Area, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts';
import type { DriftSignal, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { axisStyle, ChartFigure, tooltipStyle } from '../parts/chart-figure.tsx';
import { percent, plural } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';
import { windowLabel } from '../parts/window-label.ts';
import { metricWords } from '../parts/words.ts';
import { type SignalPoint, signalSeries, volumeSeries } from './trend-series.ts';
import { VolumeChart } from './volume-chart.tsx';

/** How volume, confidence and the shares that people see move over the period. */
export function TrendsPanel({ report }: { report: MisclassificationReport }) {
  const volume = volumeSeries(report);
  const label = windowLabel(report.funnel.trend);
  const signals = report.drift.signals.filter(({ category, windows }) => category === null && windows.length > 0);
  return (
    <Panel title="Trends" note="The grey band is what the reference windows let expect; red points left it.">
      {volume.length === 0 ? (
        <EmptyState title="No tickets in this period" />
      ) : (
        <div className="trends">
          <VolumeChart windows={volume} label={label} />
          {signals.map((signal) => (
            <SignalChart key={signal.metric} signal={signal} label={label} />
          ))}
        </div>
      )}
    </Panel>
  );
}

function SignalChart({ signal, label }: { signal: DriftSignal; label: (start: string) => string }) {
  const points = signalSeries(signal);
  const alerts = points.filter(({ alert }) => alert).length;
  const isCompared = signal.windows.some(({ compared }) => compared);
  const title = metricWords[signal.metric];
  return (
    <ChartFigure
      title={title}
      summary={`Last ${percent(points.at(-1)?.value ?? 0)}; ${isCompared ? plural(alerts, 'alert') : 'not compared yet'}.`}
      heightPx={150}
      columns={['Window (UTC)', 'Value', 'Expected', 'Alert']}
      rows={points.map(({ start, value, expected: [low, high], alert }) => [
        label(start),
        percent(value),
        `${percent(low)} to ${percent(high)}`,
        alert ? 'yes' : '',
      ])}
    >
      <ComposedChart data={points} margin={{ top: 6, right: 8, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="start" tickFormatter={label} minTickGap={28} {...axisStyle} />
        <YAxis
          width={40}
          domain={[0, 'auto']}
          tickFormatter={(value: number) => percent(value, 0)}
          axisLine={false}
          {...axisStyle}
        />
        <Tooltip
          labelFormatter={(start) => `${label(String(start))} UTC`}
          formatter={(value) =>
            Array.isArray(value) ? value.map((end) => percent(Number(end))).join(' to ') : percent(Number(value))
          }
          {...tooltipStyle}
        />
        <Area
          name="Expected"
          dataKey="expected"
          stroke="none"
          fill="var(--text-soft)"
          fillOpacity={0.13}
          isAnimationActive={false}
        />
        <Line
          name={title}
          dataKey="value"
          stroke="var(--accent)"
          strokeWidth={1.6}
          dot={<AlertDot />}
          activeDot={{ r: 3 }}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ChartFigure>
  );
}

/** Only the points that are alerts are drawn. */
function AlertDot({ cx, cy, payload }: { cx?: number; cy?: number; payload?: SignalPoint }) {
  if (!payload?.alert || cx === undefined || cy === undefined) return null;
  return <circle cx={cx} cy={cy} r={3.5} fill="var(--bad)" stroke="var(--surface)" />;
}
