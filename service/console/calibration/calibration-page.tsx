import { useQuery } from '@tanstack/react-query';
import type { CalibrationView } from '../../contracts/api-calibration.ts';
import { calibrationQuery, reportQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { percent, plural } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { Panel } from '../parts/panel.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { Stat } from '../parts/stat.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useHeldParameters } from '../parts/use-held-parameters.ts';
import { useScope } from '../parts/use-scope.ts';
import { ChangesPanel } from './changes-panel.tsx';
import { CurveChart } from './curve-chart.tsx';
import { CurveSliders } from './curve-sliders.tsx';
import { DraftsPanel } from './drafts-panel.tsx';
import { GuaranteePanel } from './guarantee-panel.tsx';
import { ProductionRow } from './production-row.tsx';
import {
  curveOf,
  furthestWithin,
  nearestIndex,
  type ReleasedPoint,
  thresholdOf,
  thresholdText,
} from './released-curve.ts';
import { chosenPoint, targetOf, ticketsOf } from './target-error.ts';
import { ThresholdsPanel } from './thresholds-panel.tsx';
import './calibration.css';

/** What an error target costs in coverage, and which tickets another threshold would treat otherwise. */
export function CalibrationPage() {
  const scope = useScope();
  const calibration = useQuery(calibrationQuery(scope));
  const report = useQuery(reportQuery(scope));
  return (
    <>
      <PageHeader
        title="Calibration"
        lead="Say how many errors are allowed: what would be routed without asking, and which tickets would change."
        actions={<PeriodPicker modelVersions={report.data?.modelVersions ?? []} />}
      />
      <QueryState query={calibration} lines={12}>
        {(view) => <CalibrationOf view={view} />}
      </QueryState>
    </>
  );
}

const tried = ['threshold', 'target'] as const;

function CalibrationOf({ view }: { view: CalibrationView }) {
  const { values, hold, rest } = useHeldParameters(tried);
  const curve = curveOf(view.released);
  const inForce = nearestIndex(curve, view.thresholds.default);
  const asked = targetOf(values.target);
  const target = asked ?? view.targetError;
  const chosen = chosenPoint(curve, {
    threshold: thresholdOf(values.threshold),
    target: asked,
    inForce: view.thresholds.default,
  });
  if (chosen === null || inForce === null) {
    return (
      <EmptyState title="The model in use has no calibration curve">
        One that npm run train makes has one; one behind an endpoint has none.
      </EmptyState>
    );
  }
  const { index } = chosen;
  const point = curve[index] as ReleasedPoint;
  const isInForce = index === inForce;
  const threshold = isInForce ? view.thresholds.default : point.threshold;
  const best = furthestWithin(curve, target);
  const move = (next: number) => {
    const isUsual = next === inForce && asked === null;
    hold({ threshold: isUsual ? '' : thresholdText((curve[next] as ReleasedPoint).threshold) });
  };
  const aim = (next: number) =>
    hold({ target: Math.abs(next - view.targetError) < 1e-9 ? '' : String(next), threshold: '' });
  const atOnce = (step: () => void) => {
    step();
    rest();
  };
  const isKept = point.riskUpperBound95 <= target;
  const rules = (
    <>
      <GuaranteePanel point={point} tickets={ticketsOf(curve)} />
      <ThresholdsPanel thresholds={view.thresholds} />
    </>
  );
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
          note={plural(point.accepted, 'calibration ticket')}
        />
        <Stat label="Error among them" value={percent(point.risk)} note="measured on labelled tickets" />
        <Stat
          label="Error at most"
          value={percent(point.riskUpperBound95)}
          tone={isKept ? 'good' : 'bad'}
          note={`${isKept ? 'keeps' : 'breaks'} the target of ${percent(target)}, with 95 % confidence`}
        />
      </dl>
      <Panel
        title="Error against coverage"
        note="From the calibration split of the released model. The band reaches to what is shown with 95 % confidence; the dashed line is the target."
        actions={
          <>
            {best === null || best === index ? null : (
              <Button size="small" onPress={() => atOnce(() => move(best))}>
                Furthest within the target
              </Button>
            )}
            {isInForce && asked === null ? null : (
              <Button size="small" onPress={() => atOnce(() => hold({ target: '', threshold: '' }))}>
                Back to what is in force
              </Button>
            )}
          </>
        }
      >
        <CurveChart curve={curve} index={index} targetError={target} onMove={move} onRest={rest} />
        <CurveSliders
          curve={curve}
          chosen={chosen}
          inForce={inForce}
          threshold={threshold}
          thresholdInForce={view.thresholds.default}
          target={target}
          onTarget={aim}
          onMove={move}
          onRest={rest}
        />
      </Panel>
      <div className="columns">
        <div className="span-7">
          <div className="stack">
            <ChangesPanel threshold={threshold} isInForce={isInForce} />
            {/* Beside a list they stand at its side; without one they would leave its place empty. */}
            {isInForce ? rules : null}
          </div>
        </div>
        <div className="span-5">
          <div className="stack">
            <DraftsPanel
              curve={curve}
              modelVersion={view.modelVersion}
              threshold={threshold}
              targetError={target}
              canKeep={!chosen.isOutOfReach && (!isInForce || target !== view.targetError)}
            />
            {isInForce ? null : rules}
          </div>
        </div>
      </div>
      <ProductionRow curve={curve} point={point} />
    </div>
  );
}
