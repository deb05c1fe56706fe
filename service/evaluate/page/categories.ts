import type { Html } from '../../printed-page/escape-html.ts';
import { table } from '../../printed-page/html-table.ts';
import { belongs, type Evaluation, type ListedTicket } from './evaluation.ts';
import { nothing, percent, scrolling, shareOf, whole } from './wording.ts';

/** By first choice, routed or not, in the order of the taxonomy. */
export function categoryTable({ metrics, tickets, categories }: Evaluation): Html {
  const inside = tickets.filter(belongs);
  const chosen = countsBy(inside, ({ predicted }) => predicted);
  const right = countsBy(
    inside.filter(({ label, predicted }) => label === predicted),
    ({ label }) => label,
  );
  return scrolling(
    'Categories',
    table(
      ['Category', 'Name', 'Tickets', 'Precision', 'Recall', 'F1'],
      categories.map(({ code, name }) => {
        const { support = 0, precision = 0, f1 = 0 } = metrics.perCategory[code] ?? {};
        const count = chosen.get(code) ?? 0;
        return [
          code,
          name,
          whole(support),
          count === 0 ? nothing : percent(precision),
          shareOf(right.get(code) ?? 0, support),
          support + count === 0 ? nothing : f1.toFixed(2),
        ];
      }),
      'codes',
    ),
  );
}

function countsBy(
  tickets: readonly ListedTicket[],
  of: (ticket: ListedTicket) => string | null,
): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const ticket of tickets) counts.set(of(ticket), (counts.get(of(ticket)) ?? 0) + 1);
  return counts;
}
