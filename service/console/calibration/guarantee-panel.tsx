import { count, percent } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import type { ReleasedPoint } from './released-curve.ts';

/** What the bound says and what it does not, in plain words. */
export function GuaranteePanel({ point, tickets }: { point: ReleasedPoint; tickets: number }) {
  return (
    <Panel title="What is guaranteed">
      <div className="guarantee">
        <p>
          With 95 % confidence at most <strong>{percent(point.riskUpperBound95)}</strong> of what this threshold routes
          is wrong. That is a one-sided bound, measured on {count(tickets)} labelled tickets of the calibration split,
          which the model never learned from; this threshold routes {count(point.accepted)} of them.
        </p>
        <h3>What is not</h3>
        <ul className="bullets">
          <li>Another mix of tickets: a new product or language may err more often.</li>
          <li>Production: it differs from any split. Its own curve is below, from the tickets that people read.</li>
          <li>
            The best of many: the bound holds for each threshold by itself. Whoever picks the one that just keeps a
            target should leave some room; training does not need it, for it tests in a fixed order.
          </li>
        </ul>
      </div>
    </Panel>
  );
}
