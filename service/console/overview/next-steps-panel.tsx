import { Link } from 'react-router';
import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';
import { nextSteps } from './next-steps.ts';

export function NextStepsPanel({ report }: { report: MisclassificationReport }) {
  const search = useScopeSearch();
  const steps = nextSteps(report);
  return (
    <Panel title="What to do next">
      {steps.length === 0 ? (
        <EmptyState title="Nothing of this period waits">
          No audit, no review, no alert. The <Link to={`/review${search()}`}>review queue</Link> has what waits of any
          time.
        </EmptyState>
      ) : (
        <ol className="next-steps">
          {steps.map(({ id, title, because, path, search: more }) => (
            <li key={id} className={`next-step next-step-${id}`}>
              <Link to={withSearch(path, search(more))}>{title}</Link>
              <p className="muted">{because}</p>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function withSearch(path: string, search: string): string {
  const [place = '', part] = path.split('#');
  return `${place}${search}${part ? `#${part}` : ''}`;
}
