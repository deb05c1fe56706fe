import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { type Html, html } from '../../printed-page/escape-html.ts';

/** The confusion matrix as it is printed: a row for each choice, a column for each category where the tickets belong. */
export function exportMatrix({
  categories,
  confusion,
}: Pick<MisclassificationReport, 'categories' | 'confusion'>): Html {
  if (confusion.length === 0) return html`<p>Nothing has been read yet.</p>`;
  const codes = categories.map(({ code }) => code);
  const amounts = new Map(
    confusion.map(({ predicted, truth, routed, reviewed }) => [
      keyOf(predicted, truth),
      routed.estimate + reviewed.estimate,
    ]),
  );
  const cell = (predicted: string, truth: string | null): Html => {
    const amount = amounts.get(keyOf(predicted, truth)) ?? 0;
    const text = amount === 0 ? '' : amount < 0.5 ? '<1' : Math.round(amount).toLocaleString('en-US');
    return html`<td class="${predicted === truth ? 'right' : amount === 0 ? 'none' : 'wrong'}">${text}</td>`;
  };
  const columns = [...codes, null];
  return html`<p>Estimated tickets: a row for each choice, a column for where they belong; the diagonal is right.</p>
<div class="wide"><table class="matrix"><thead><tr><th scope="col">Chosen</th>${columns.map((code) => html`<th scope="col"><span>${code ?? 'no category'}</span></th>`)}</tr></thead><tbody>${codes.map((predicted) => html`<tr><th scope="row">${predicted}</th>${columns.map((truth) => cell(predicted, truth))}</tr>`)}</tbody></table></div>`;
}

const keyOf = (predicted: string, truth: string | null): string => JSON.stringify([predicted, truth]);
