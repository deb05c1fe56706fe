import { type Html, html } from '../../printed-page/escape-html.ts';
import { errorUpperBound95 } from '../../statistics/binomial-bound.ts';
import { calibrationErrorByChance } from '../reliability.ts';
import { binsOf } from './calibration.ts';
import { belongs, type Evaluation, isRight, isRouted, isRoutedWrongly } from './evaluation.ts';
import { belonging, count, interval, type Names, nothing, percent, tickets as ticketsOf, whole } from './wording.ts';

/** What came of it, each figure with a sentence on what it means for a helpdesk. */
export function summary(evaluation: Evaluation, names: Names): Html {
  const { metrics, trainedOn, calibratedOn, tickets } = evaluation;
  const inside = tickets.filter(belongs);
  const right = inside.filter(isRight).length;
  const insideRouted = inside.filter(isRouted).length;
  const insideWrong = inside.filter(isRoutedWrongly).length;
  const outside = tickets.filter((ticket) => !belongs(ticket));
  const caught = outside.filter((ticket) => !isRouted(ticket)).length;
  const routed = tickets.filter(isRouted).length;
  const wrong = tickets.filter(isRoutedWrongly).length;
  return html`${trainedOn ? trainedOnNotice(trainedOn, tickets.length) : html``}
${calibratedOn ? calibratedOnNotice(calibratedOn, tickets.length) : html``}
<dl class="figures">
${figure('Accuracy', shareText(right, inside.length), intervalText(right, inside.length), [
  `The first choice is right for ${whole(right)} of ${belonging(inside.length)} to a category, whether or not the model is sure enough to be followed.`,
])}
${figure(
  'Routed without asking (coverage)',
  shareText(insideRouted, inside.length),
  intervalText(insideRouted, inside.length),
  [
    `${whole(insideRouted)} of ${belonging(inside.length)} to a category would be routed without asking; ${count(insideWrong)} of them wrongly.`,
    `The other ${whole(inside.length - insideRouted)} wait for a second opinion or a person.`,
  ],
)}
${figure('Error among routed tickets', shareText(wrong, routed), intervalText(wrong, routed), [
  `${whole(wrong)} of ${ticketsOf(routed)} that would be routed go where they do not belong${outsideOf(wrong - insideWrong)}.`,
  routed === 0
    ? 'Nothing is routed, so nothing is known of it.'
    : `With 95 % confidence the error is no more than ${boundOf(errorUpperBound95(wrong, routed))}.`,
])}
${figure(
  'Macro-F1',
  inside.length === 0 ? nothing : metrics.macroF1.toFixed(3),
  'the mean over categories; each has an interval below',
  [
    'How well categories are told apart, a rare one counting as much as a common one; 1 is perfect.',
    ...weakestOf(evaluation, names),
  ],
)}
${figure(
  'Calibration error (ECE)',
  inside.length === 0 ? nothing : percent(metrics.ece),
  `a perfectly calibrated model would show about ${percent(calibrationErrorByChance(binsOf(evaluation)))} here`,
  ['On average a confidence is this far from how often it is right. A threshold is worth what confidences are worth.'],
)}
${figure('Caught out of taxonomy', shareText(caught, outside.length), intervalText(caught, outside.length), [
  outside.length === 0
    ? 'The file has no ticket of no category, so nothing is known of it.'
    : `${whole(caught)} of ${belonging(outside.length)} to no category would not be routed without asking.`,
])}
</dl>`;
}

const figure = (name: string, value: string, range: string, sentences: readonly string[]): Html =>
  html`<div><dt>${name}</dt><dd class="value">${value}</dd><dd class="range">${range}</dd><dd>${sentences.filter(Boolean).join(' ')}</dd></div>`;

const shareText = (hits: number, n: number): string => (n === 0 ? nothing : percent(hits / n));
const intervalText = (hits: number, n: number): string => `95 % interval ${interval(hits, n)}`;

const outsideOf = (n: number): string =>
  n === 0 ? '' : `; ${whole(n)} of them ${n === 1 ? 'belongs' : 'belong'} to no category at all`;

/** Up, since it is a bound. */
const boundOf = (bound: number): string =>
  `${percent(Math.ceil(bound * 1000) / 1000)}: at most ${whole(Math.ceil(bound * 1000))} of 1,000 routed tickets`;

function weakestOf({ metrics }: Evaluation, names: Names): string[] {
  const weakest = Object.entries(metrics.perCategory)
    .filter(([, { support, f1 }]) => support > 0 && f1 < 1)
    .sort(([, a], [, b]) => a.f1 - b.f1)
    .slice(0, 3)
    .map(([code, { f1 }]) => `${names.label(code)} (${f1.toFixed(2)})`);
  return weakest.length === 0 ? [] : [`Weakest: ${weakest.join(', ')}.`];
}

const trainedOnNotice = (trainedOn: number, n: number): Html =>
  html`<p class="notice"><strong>${whole(trainedOn)} of these ${ticketsOf(n)} ${trainedOn === 1 ? 'was' : 'were'} trained on.</strong> The model knows them by heart: every figure here flatters it. Evaluate with tickets that it has not seen.</p>`;

const calibratedOnNotice = (calibratedOn: number, n: number): Html =>
  html`<p class="notice"><strong>${whole(calibratedOn)} of these ${ticketsOf(n)} ${calibratedOn === 1 ? 'has' : 'have'} the text of tickets that calibrated the model.</strong> Its confidences and thresholds were fitted to it: intervals and bounds here flatter it. Evaluate with tickets that it has not seen.</p>`;
