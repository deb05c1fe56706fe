import { Link } from 'react-router';
import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { EstimateValue } from '../parts/estimate-value.tsx';
import { count, percent } from '../parts/format.ts';
import { Sparkline } from '../parts/sparkline.tsx';
import { Stat } from '../parts/stat.tsx';
import { ticketTrend } from '../parts/ticket-trend.ts';
import { useScopeSearch } from '../parts/use-scope.ts';
import { rateNotes } from './category-facts.ts';

/** How much goes here, and how rightly. */
export function CategoryNumbers({
  report,
  category,
}: {
  report: MisclassificationReport;
  category: TaxonomyView['categories'][number];
}) {
  const search = useScopeSearch();
  const { code } = category;
  const row = report.categories.find((candidate) => candidate.code === code);
  const numbers = row ?? category;
  const { tickets, words, isLastIncomplete } = ticketTrend(row?.trend ?? [], report);
  return (
    <dl className="stats">
      <Stat
        label="Tickets"
        value={<Link to={`/tickets${search({ choice: code })}`}>{count(numbers.routed + numbers.reviewed)}</Link>}
        note={`${count(numbers.routed)} routed, ${count(numbers.reviewed)} left to people${row ? `, ${percent(row.share)} of all` : ''}`}
      />
      {row ? (
        <>
          <Stat
            label="Precision"
            value={<EstimateValue value={row.precision} size="stat" />}
            note={rateNotes(row).precision}
          />
          <Stat label="Recall" value={<EstimateValue value={row.recall} size="stat" />} note={rateNotes(row).recall} />
          <Stat
            label="End-to-end recall"
            value={<EstimateValue value={row.endToEndRecall} size="stat" />}
            note="routed here without a person"
          />
        </>
      ) : null}
      {tickets.length > 1 ? (
        <Stat
          label="Trend"
          value={<Sparkline values={tickets} isLastIncomplete={isLastIncomplete} label={`Tickets: ${words}`} />}
          note={words}
        />
      ) : null}
    </dl>
  );
}
