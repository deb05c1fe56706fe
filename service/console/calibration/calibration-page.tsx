import { useQuery } from '@tanstack/react-query';
import type { CalibrationView } from '../../contracts/console-api.ts';
import { calibrationQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { count, percent } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { Panel } from '../parts/panel.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { Stat } from '../parts/stat.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useParameter, useScope } from '../parts/use-scope.ts';
import { ChangesPanel } from './changes-panel.tsx';
import { CurveChart } from './curve-chart.tsx';
import { DraftsPanel } from './drafts-panel.tsx';
import { curveOf, furthestWithin, nearestIndex, type ReleasedPoint, thresholdOf } from './released-curve.ts';
import { ThresholdsPanel } from './thresholds-panel.tsx';
import './calibration.css';

/** What an error target costs in coverage, and which tickets another threshold would treat otherwise. */
export function CalibrationPage() {
  const calibration = useQuery(calibrationQuery(useScope()));
  return (
    <>
      <PageHeader
        title="Calibration"
        lead="Drag the threshold: what would be routed without asking, how often wrongly, and which tickets would change."
        actions={<PeriodPicker />}
      />
      <QueryState query={calibration} lines={12}>
        {(view) => <CalibrationOf view={view} />}
      </QueryState>
    </>
  );
}

function CalibrationOf({ view }: { view: CalibrationView }) {
  const [text, setText] = useParameter('threshold');
  const curve = curveOf(view.released);
  const inForce = nearestIndex(curve, view.thresholds.default);
  const index = nearestIndex(curve, thresholdOf(text) ?? view.thresholds.default);
  if (index === null || inForce === null) {
    return (
      <EmptyState title="The released model has no calibration curve">
        Train it with npm run train to get one.
      </EmptyState>
    );
  }
  const point = curve[index] as ReleasedPoint;
  const isInForce = index === inForce;
  const threshold = isInForce ? view.thresholds.default : point.threshold;
  const best = furthestWithin(curve, view.targetError);
  const move = (next: number) => setText(next === inForce ? '' : (curve[next] as ReleasedPoint).threshold.toFixed(4));
  const isKept = point.riskUpperBound95 <= view.targetError;
  return (
    <div className="stack">
      <dl className="stats" aria-live="polite">
        <Stat
          label={isInForce ? 'Threshold in force' : 'Threshold tried'}
          value={percent(threshold, 2)}
          note={view.modelVersion}
        />
        <Stat
          label="Routed without asking"
          value={percent(point.coverage)}
          note={`${count(point.accepted)} calibration tickets`}
        />
        <Stat label="Error among them" value={percent(point.risk)} note="measured on labelled tickets" />
        <Stat
          label="Error at most"
          value={percent(point.riskUpperBound95)}
          tone={isKept ? 'good' : 'bad'}
          note={`${isKept ? 'keeps' : 'breaks'} the target of ${percent(view.targetError)}, with 95 % confidence`}
        />
      </dl>
      <Panel
        title="Error against coverage"
        note="From the calibration split of the released model. The band reaches to the 95 % bound; the dashed line is the target."
        actions={
          <>
            {best === null || best === index ? null : (
              <Button size="small" onPress={() => move(best)}>
                Furthest within the target
              </Button>
            )}
            {isInForce ? null : (
              <Button size="small" onPress={() => move(inForce)}>
                Back to the one in force
              </Button>
            )}
          </>
        }
      >
        <CurveChart curve={curve} index={index} targetError={view.targetError} onMove={move} />
        <div className="threshold-slider">
          <label htmlFor="threshold">Threshold</label>
          <input
            id="threshold"
            type="range"
            min={0}
            max={curve.length - 1}
            value={index}
            aria-valuetext={`${percent(point.threshold, 2)}, routes ${percent(point.coverage)}, error at most ${percent(point.riskUpperBound95)}`}
            onChange={({ target }) => move(Number(target.value))}
          />
          <output htmlFor="threshold">{percent(threshold, 2)}</output>
        </div>
      </Panel>
      <div className="columns">
        <div className="span-7">
          <ChangesPanel threshold={threshold} isInForce={isInForce} />
        </div>
        <div className="span-5">
          <div className="stack">
            <DraftsPanel threshold={threshold} targetError={view.targetError} isInForce={isInForce} />
            <ThresholdsPanel thresholds={view.thresholds} />
          </div>
        </div>
      </div>
    </div>
  );
}
