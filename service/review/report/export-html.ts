import type {
  ConfusionPair,
  DriftAlert,
  Estimate,
  MisclassificationReport,
} from '../../contracts/misclassification-report.ts';
import { Html, html } from '../../printed-page/escape-html.ts';
import { table } from '../../printed-page/html-table.ts';
import { exportedPagePolicy, printedStyle } from '../../printed-page/printed-style.ts';
import { exportMatrix } from './export-matrix.ts';
import { rankedPairs } from './pairs.ts';

/** The report as one page to print or to send: no script, nothing loaded, every text escaped. */
export function exportHtml(report: MisclassificationReport): string {
  const { funnel } = report;
  const period = periodOf(report);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(exportedPagePolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Misclassification report ${period}</title>
<style>${new Html(printedStyle)}</style></head><body>
<h1>Misclassification report</h1>
<p>${period} · ${report.modelVersion ?? 'all model versions'} · made ${minute(report.generatedAt)}</p>
<p>Shares are estimates from tickets that people read, with 95 % intervals. Times are in UTC.</p>
<nav aria-label="Contents"><ul>${parts.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${heading('funnel')}
${table(
  ['Step', 'Tickets'],
  [
    ['Consumed', whole(funnel.consumed)],
    ['Routed by the model', whole(funnel.routedByModel)],
    ['Routed by the frontier model', whole(funnel.routedByFrontier)],
    ['Sent to review', whole(funnel.needsReview)],
    ['Reviewed', whole(funnel.reviewed)],
    ['Audited of those drawn', `${whole(funnel.audit.done)} of ${whole(funnel.audit.drawn)}`],
    ['Corrected by an audit', whole(funnel.corrected.audit)],
    ['Corrected unasked', whole(funnel.corrected.unasked)],
    ['Rejected', whole(funnel.rejected)],
  ],
)}
<p>Routed rightly: ${estimate(report.routedAccuracy)}. Cost for 1,000 tickets: ${dollars(report.cost.usdPer1000)}.</p>
${heading('categories')}
${table(
  ['Category', 'Name', 'Routed', 'Reviewed', 'Precision', 'Recall', 'End-to-end recall'],
  report.categories.map((c) => [
    c.code,
    c.name,
    whole(c.routed),
    whole(c.reviewed),
    estimate(c.precision),
    estimate(c.recall),
    estimate(c.endToEndRecall),
  ]),
  'codes',
)}
${heading('matrix')}
${exportMatrix(report)}
${heading('pairs')}
${worstOf(report)}
${report.pairs.map(
  (pair) => html`<section><h3>${pair.predicted ?? 'no category'} → ${pair.truth ?? 'no category'}</h3>
<p>About ${whole(Math.round(pair.estimated))} tickets, ${whole(pair.observed)} seen: ${whole(pair.split.model_error)} model error, ${whole(pair.split.suspected_label_error)} suspected label error, ${whole(pair.split.overlapping_definitions)} overlapping definitions.${latestOf(pair)}</p>
${table(
  ['Ticket', 'Subject', 'Confidence', 'Because'],
  pair.tickets.map((t) => [t.ticketId, t.subject ?? '', t.confidence === null ? '' : percent(t.confidence), t.because]),
)}</section>`,
)}
${heading('calibration')}
<p>Expected calibration error: ${report.reliability.ece === null ? 'not known yet' : percent(report.reliability.ece)}</p>
${table(
  ['Confidence', 'Tickets', 'Mean confidence', 'Right'],
  report.reliability.bins.map((b) => [
    `${bound(b.from)} to ${bound(b.to)}`,
    whole(b.tickets),
    percent(b.meanConfidence),
    estimate(b.accuracy),
  ]),
)}
${heading('risk')}
${table(
  ['Threshold', 'Coverage', 'Risk'],
  report.riskCoverage.map((point) => [bound(point.threshold), percent(point.coverage), estimate(point.risk)]),
)}
${heading('fallback')}
<p>${whole(report.fallback.answered)} answers, about ${whole(Math.round(report.fallback.fixed.estimate))} fixed, ${whole(Math.round(report.fallback.broke.estimate))} broken, ${whole(Math.round(report.fallback.unchanged.estimate))} unchanged, for ${dollars(report.fallback.usd)}; a fixed ticket costs ${dollars(report.fallback.usdPerFixed)}.</p>
${heading('drift')}
${comparedOf(report)}
${table(
  ['Window', 'Signal', 'Value', 'Expected', 'Categories'],
  report.drift.alerts.map((a) => [
    minute(a.start),
    a.category ? `${metricNames[a.metric]} ${a.category}` : metricNames[a.metric],
    percent(a.value),
    `${percent(Math.max(0, a.low))} to ${percent(Math.min(1, a.high))}`,
    a.categories.join(', '),
  ]),
)}
${heading('out-of-taxonomy')}
${groupedOf(report.outOfTaxonomy)}
${table(
  ['Suggested category', 'Tickets', 'Words', 'Examples'],
  report.outOfTaxonomy.clusters.map((c) => [
    c.suggestedName,
    whole(c.size),
    c.terms.join(', '),
    c.examples.map(({ ticketId, subject }) => (subject ? `${ticketId}: ${subject}` : ticketId)).join('; '),
  ]),
)}
</body></html>
`.markup;
}

/** First and last day of what is counted: a period ends before its end. */
export function daysOf({ period: { from, to } }: Pick<MisclassificationReport, 'period'>): [string, string] {
  return [day(from), day(new Date(Date.parse(to) - 1).toISOString())];
}

/** In days where it has whole ones, else to the minute. */
function periodOf(report: MisclassificationReport): string {
  const ends = [report.period.from, report.period.to].map((time) => new Date(time).toISOString());
  const isWhole = ends.every((time) => time.endsWith('T00:00:00.000Z'));
  return (isWhole ? daysOf(report) : ends.map(minute)).join(' to ');
}

const parts = [
  ['funnel', 'Funnel'],
  ['categories', 'Categories'],
  ['matrix', 'Confusion matrix'],
  ['pairs', 'Confusion pairs'],
  ['calibration', 'Calibration'],
  ['risk', 'Risk and coverage'],
  ['fallback', 'Fallback'],
  ['drift', 'Drift'],
  ['out-of-taxonomy', 'Out of taxonomy'],
] as const;
type Part = (typeof parts)[number][0];

const heading = (part: Part): Html => html`<h2 id="${part}">${parts.find(([id]) => id === part)?.[1] ?? part}</h2>`;

const metricNames: Record<DriftAlert['metric'], string> = {
  mean_confidence: 'Mean confidence',
  review_share: 'Share sent to review',
  out_of_taxonomy_share: 'Share out of taxonomy',
  category_share: 'Share of',
};

const worstOf = ({ pairs, confusion }: MisclassificationReport): Html => {
  const all = rankedPairs(confusion).length;
  return pairs.length < all
    ? html`<p>The ${whole(pairs.length)} worst of ${whole(all)} pairs. The CSV of the pairs holds all.</p>`
    : html``;
};
const latestOf = ({ tickets, observed }: ConfusionPair): string =>
  tickets.length < observed ? ` Listed are the latest ${whole(tickets.length)} of the ${whole(observed)}.` : '';
/** Without it a table of no alerts would read as calm where nothing was compared. */
const comparedOf = ({ drift: { signals, alerts } }: MisclassificationReport): Html => {
  if (alerts.length > 0) return html``;
  if (signals.length === 0) {
    return html`<p>Too little history to compare: it takes at least five windows with tickets before those that are judged.</p>`;
  }
  return signals.some(({ windows }) => windows.some(({ compared }) => compared))
    ? html`<p>No window left the range of the reference windows.</p>`
    : html`<p>Too early to tell: no window has been compared yet. It takes one after the reference windows, with at least 30 tickets.</p>`;
};
const groupedOf = ({ tickets, grouped }: MisclassificationReport['outOfTaxonomy']): Html =>
  html`<p>${whole(tickets)} tickets belong to no category.${grouped < tickets ? ` The groups are of the latest ${whole(grouped)}.` : ''}</p>`;

const whole = (n: number): string => n.toLocaleString('en-US');
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
/** A limit with the digits that it has: `98.5 %`, `99 %` */
const bound = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
const day = (time: string): string => time.slice(0, 10);
const minute = (time: string): string => time.slice(0, 16).replace('T', ' ');
const dollars = (usd: number | null): string => (usd === null ? 'not known' : `$${usd.toFixed(4)}`);
const estimate = ({ estimate: value, low, high, labelled }: Estimate): string =>
  value === null
    ? 'nothing read yet'
    : `${percent(value)} (${percent(low)} to ${percent(high)}; ${whole(labelled)} read)`;
