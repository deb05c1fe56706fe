import { type Html, html } from '../../printed-page/escape-html.ts';
import { table } from '../../printed-page/html-table.ts';
import { clopperPearson } from '../../statistics/intervals.ts';
import { calibrationError, calibrationErrorByChance, type ReliabilityBin, reliabilityBins } from '../reliability.ts';
import { belongs, type Evaluation, isRight } from './evaluation.ts';
import { picture } from './picture.ts';
import { limit, percent, scrolling, shareOf, whole } from './wording.ts';

/** The bins of the calibration error; a text that could not be read is as good as guessed. */
export function binsOf({ tickets, categories }: Pick<Evaluation, 'tickets' | 'categories'>): ReliabilityBin[] {
  return reliabilityBins(
    tickets
      .filter(belongs)
      .map((ticket) => ({ confidence: ticket.confidence ?? 1 / categories.length, isRight: isRight(ticket) })),
  );
}

export function calibration(evaluation: Evaluation): Html {
  const bins = binsOf(evaluation);
  if (bins.length === 0)
    return html`<p>No ticket of the file belongs to a category, so there is nothing to compare.</p>`;
  return html`<p>How often the first choice is right, by how sure the model was. On the dashed line a confidence means what it says; below it the model is too sure of itself, above it too modest. The bars are 95 % intervals: where one reaches the line, the distance may be chance.</p>
<p>Calibration error: ${percent(calibrationError(bins))}. A perfectly calibrated model would show about ${percent(calibrationErrorByChance(bins))} on as many tickets, by chance.</p>
<figure>${reliabilityPicture(bins)}</figure>
${scrolling(
  'Calibration',
  table(
    ['Confidence', 'Tickets', 'Mean confidence', 'Right'],
    bins.map((bin) => [
      `${limit(bin.from)} to ${limit(bin.to)}`,
      whole(bin.n),
      percent(bin.meanConfidence),
      shareOf(bin.accuracy * bin.n, bin.n),
    ]),
  ),
)}`;
}

function reliabilityPicture(bins: readonly ReliabilityBin[]): Html {
  const points = bins.map((bin) => ({ ...bin, ...clopperPearson(bin.accuracy * bin.n, bin.n) }));
  const lowest = Math.min(...points.map(({ meanConfidence, accuracy }) => Math.min(meanConfidence, accuracy)));
  const from = Math.min(0.9, Math.floor(lowest * 10) / 10);
  const tooSure = points.filter(({ high, meanConfidence }) => high < meanConfidence).length;
  const tooModest = points.filter(({ low, meanConfidence }) => low > meanConfidence).length;
  return picture({
    id: 'reliability',
    title: 'Confidence and how often it is right',
    description: `${bins.length} groups of equally many tickets. In ${tooSure} the model is surer than it is right, beyond chance; in ${tooModest} it is right more often than it is sure. The table below has the numbers.`,
    x: { label: 'Mean confidence', from, to: 1 },
    y: { label: 'Right', from, to: 1 },
    draw: ({ x, y }) => html`<path d="M${x(from)} ${y(from)}L${x(1)} ${y(1)}" stroke="#777" stroke-dasharray="5 4"/>
${points.map(({ meanConfidence, accuracy, low, high }) => html`<path d="M${x(meanConfidence)} ${y(low)}V${y(high)}" stroke="#0b5a66" stroke-opacity="0.5" stroke-width="2"/><circle cx="${x(meanConfidence)}" cy="${y(accuracy)}" r="4.5" fill="#0b5a66"/>`)}`,
  });
}
