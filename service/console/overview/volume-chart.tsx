import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { axisStyle, ChartFigure, tooltipStyle } from '../parts/chart-figure.tsx';
import { count, plural, shortCount } from '../parts/format.ts';
import { noCategory } from '../parts/words.ts';
import { ticketsIn, type VolumeWindow } from './trend-series.ts';

const series = [
  { key: 'routed', name: 'Routed', colour: 'var(--accent)', legend: undefined },
  { key: 'reviewed', name: 'Left to people', colour: 'var(--warn)', legend: 'legend-warn' },
  { key: 'withoutCategory', name: noCategory, colour: 'var(--text-soft)', legend: 'legend-none' },
] as const;
const complete = { fillOpacity: 0.55 } as const;
const soFar = { fillOpacity: 0.12, strokeDasharray: '3 2' } as const;

/** How many tickets came in each window. The last one is drawn as an outline while it is not over. */
export function VolumeChart({
  windows,
  label,
}: {
  windows: readonly VolumeWindow[];
  label: (start: string) => string;
}) {
  const last = windows.at(-1);
  const most = Math.max(0, ...windows.map(ticketsIn));
  const incomplete = last?.isIncomplete
    ? ` The last window is not over: ${plural(ticketsIn(last), 'ticket')} so far.`
    : '';
  return (
    <div>
      <ChartFigure
        title="Tickets"
        summary={`${plural(windows.length, 'window')}, at most ${plural(most, 'ticket')} in one.${incomplete}`}
        heightPx={150}
        columns={['Window (UTC)', ...series.map(({ name }) => name)]}
        rows={windows.map((window) => [
          `${label(window.start)}${window.isIncomplete ? ', so far' : ''}`,
          ...series.map(({ key }) => count(window[key])),
        ])}
      >
        <BarChart data={[...windows]} margin={{ top: 6, right: 8, bottom: 0, left: 0 }} barCategoryGap={1}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="start" tickFormatter={label} minTickGap={28} {...axisStyle} />
          <YAxis width={44} allowDecimals={false} tickFormatter={shortCount} axisLine={false} {...axisStyle} />
          <Tooltip
            labelFormatter={(start) => `${label(String(start))} UTC`}
            cursor={{ fillOpacity: 0.1 }}
            {...tooltipStyle}
          />
          {[false, true].flatMap((isSoFar) =>
            series.map(({ key, name, colour }) => (
              <Bar
                key={`${key} ${isSoFar}`}
                name={isSoFar ? `${name} so far` : name}
                dataKey={(window: VolumeWindow) => (window.isIncomplete === isSoFar ? window[key] : undefined)}
                stackId="1"
                stroke={colour}
                fill={colour}
                isAnimationActive={false}
                {...(isSoFar ? soFar : complete)}
              />
            )),
          )}
        </BarChart>
      </ChartFigure>
      <ul className="legend legend-boxes">
        {series.map(({ key, name, legend }) => (
          <li key={key} className={legend}>
            {name}
          </li>
        ))}
        {last?.isIncomplete ? <li className="legend-so-far">Not over yet: so far</li> : null}
      </ul>
    </div>
  );
}
