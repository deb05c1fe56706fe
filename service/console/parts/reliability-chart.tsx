import { CartesianGrid, ComposedChart, ErrorBar, ReferenceLine, Scatter, Tooltip, XAxis, YAxis } from 'recharts';
import type { MisclassificationReport, ReliabilityBin } from '../../contracts/misclassification-report.ts';
import { axisName, axisStyle, ChartFigure, tooltipStyle } from './chart-figure.tsx';
import { bound, count, interval, percent } from './format.ts';
import { Panel } from './panel.tsx';
import { EmptyState } from './states.tsx';

export function ReliabilityPanel({ reliability: { bins, ece } }: Pick<MisclassificationReport, 'reliability'>) {
  return (
    <Panel
      title="Does the confidence mean what it says?"
      note={
        ece === null
          ? 'Nothing has been read yet.'
          : `Expected calibration error ${percent(ece)} on the decisions of the period.`
      }
    >
      {bins.some(({ accuracy }) => accuracy.estimate !== null) ? (
        <ReliabilityChart bins={bins} ece={ece} />
      ) : (
        <EmptyState title="Nothing to draw yet">Read audit tickets to see it.</EmptyState>
      )}
    </Panel>
  );
}

/** Said confidence against measured accuracy; on the diagonal a confidence means what it says. */
function ReliabilityChart({ bins, ece }: { bins: readonly ReliabilityBin[]; ece: number | null }) {
  const points = bins.flatMap(({ meanConfidence, accuracy, tickets }) =>
    accuracy.estimate === null
      ? []
      : [
          {
            confidence: meanConfidence,
            accuracy: accuracy.estimate,
            range: [accuracy.estimate - accuracy.low, accuracy.high - accuracy.estimate],
            tickets,
          },
        ],
  );
  const axis = { type: 'number' as const, domain: [0, 1], tickFormatter: (v: number) => percent(v, 0), ...axisStyle };
  return (
    <ChartFigure
      title="Reliability: is 90 % right in 9 of 10?"
      summary={ece === null ? 'Nothing has been read yet.' : `Expected calibration error ${percent(ece)}.`}
      heightPx={280}
      columns={['Confidence', 'Tickets', 'Mean confidence', 'Accuracy', 'Interval', 'Read']}
      rows={bins.map(({ from, to, tickets, meanConfidence, accuracy }) => [
        `${bound(from)} to ${bound(to)}`,
        count(tickets),
        percent(meanConfidence),
        accuracy.estimate === null ? '–' : percent(accuracy.estimate),
        interval(accuracy),
        count(accuracy.labelled),
      ])}
    >
      <ComposedChart data={points} margin={{ top: 8, right: 12, bottom: 4, left: 0 }}>
        <CartesianGrid stroke="var(--line)" />
        <XAxis dataKey="confidence" name="Confidence" label={axisName('confidence', 'x')} {...axis} />
        <YAxis width={44} dataKey="accuracy" name="Accuracy" label={axisName('accuracy', 'y')} {...axis} />
        <ReferenceLine
          segment={[
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ]}
          stroke="var(--line-strong)"
          strokeDasharray="4 4"
        />
        <Tooltip
          cursor={false}
          formatter={(value) => percent(Number(value))}
          labelFormatter={(value) => `Confidence ${percent(Number(value))}`}
          {...tooltipStyle}
        />
        <Scatter name="Accuracy" dataKey="accuracy" fill="var(--accent)" isAnimationActive={false}>
          <ErrorBar
            dataKey="range"
            direction="y"
            width={5}
            stroke="var(--accent)"
            strokeOpacity={0.55}
            isAnimationActive={false}
          />
        </Scatter>
      </ComposedChart>
    </ChartFigure>
  );
}
