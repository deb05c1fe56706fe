import type { CalibrationView } from '../../contracts/api-calibration.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { percent } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';

/** What is in force, categories with a threshold of their own included. */
export function ThresholdsPanel({ thresholds }: Pick<CalibrationView, 'thresholds'>) {
  const own = Object.entries(thresholds.categories);
  return (
    <Panel title="In force">
      <dl className="in-force">
        <div>
          <dt>Every category</dt>
          <dd>{percent(thresholds.default, 2)}</dd>
        </div>
        {own.map(([code, threshold]) => (
          <div key={code}>
            <dt>
              <CategoryName code={code} />
            </dt>
            <dd>{threshold === 'never' ? 'always asked about' : percent(threshold, 2)}</dd>
          </div>
        ))}
        <div>
          <dt>Out of taxonomy, from</dt>
          <dd>{percent(thresholds.outOfTaxonomy, 2)}</dd>
        </div>
      </dl>
    </Panel>
  );
}
