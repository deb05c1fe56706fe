import { count, percent, plural } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import type { ReleasedPoint } from './released-curve.ts';

/** What the bound says and what it does not, in plain words. */
export function GuaranteePanel({ point, tickets }: { point: ReleasedPoint; tickets: number }) {
  return (
    <Panel title="What is guaranteed">
      <div className="guarantee">
        <p>
          With 95 % confidence at most <strong>{percent(point.riskUpperBound95)}</strong> of what this threshold routes
          is wrong. It was measured on {plural(tickets, 'labelled ticket')} of the calibration split, which the model
          never learned from; this threshold routes {count(point.accepted)} of them.
        </p>
        {point.testedLevel === undefined ? (
          <p>
            Thresholds were tested in a fixed order, so this is the least target that one may set beforehand and find
            kept here. It is wider than what these tickets alone would give: it leaves room for the choice among many.
          </p>
        ) : (
          <p>
            This is the threshold that training chose, and {percent(point.riskUpperBound95)} is the target that it was
            tested for, at {percent(point.testedLevel)}. The tickets that chose it cannot show a smaller figure.
          </p>
        )}
        <h3>What is not</h3>
        <ul className="bullets">
          <li>Another mix of tickets: a new product or language may err more often.</li>
          <li>Production: it differs from any split. Its own curve is below, from the tickets that people read.</li>
          <li>
            A target that was set afterwards: say first how many errors are allowed, then take the threshold. Whoever
            tries target after target until the figures please should leave some room.
          </li>
        </ul>
      </div>
    </Panel>
  );
}
