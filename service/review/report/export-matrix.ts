import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { type Html, html } from '../../printed-page/escape-html.ts';
import { matrix } from '../../printed-page/html-matrix.ts';

/** The confusion matrix as it is printed: a row for each choice, a column for where the tickets belong, of both "no category" the last. */
export function exportMatrix({
  categories,
  confusion,
}: Pick<MisclassificationReport, 'categories' | 'confusion'>): Html {
  if (confusion.length === 0) return html`<p>Nothing has been read yet.</p>`;
  const amounts = new Map(
    confusion.map(({ predicted, truth, routed, reviewed }) => [
      keyOf(predicted, truth),
      routed.estimate + reviewed.estimate,
    ]),
  );
  const lines = [...categories.map(({ code }) => ({ code, name: code })), { code: null, name: 'no category' }];
  const amountOf = (predicted: string | null, truth: string | null) => amounts.get(keyOf(predicted, truth)) ?? 0;
  return html`<p>Estimated tickets: a row for each choice, a column for where they belong; the diagonal is right. In the row of no category is what was held as out of taxonomy.</p>
<div class="wide">${matrix({ corner: 'Chosen', rows: lines, columns: lines, amountOf, isRight })}</div>`;
}

const isRight = (chosen: string | null, truth: string | null): boolean => chosen === truth;
const keyOf = (predicted: string | null, truth: string | null): string => JSON.stringify([predicted, truth]);
