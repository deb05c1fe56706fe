import { createHash } from 'node:crypto';
import type { ConfusionPair, Estimate, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { Html, html } from './escape-html.ts';
import { rankedPairs } from './pairs.ts';

/** The report as one page to print or to send: no script, nothing loaded, every text escaped. */
export function exportHtml(report: MisclassificationReport): string {
  const { funnel, period } = report;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(exportedPagePolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Misclassification report ${day(period.from)} to ${day(period.to)}</title>
<style>${new Html(style)}</style></head><body>
<h1>Misclassification report</h1>
<p>${day(period.from)} to ${day(period.to)} · ${report.modelVersion ?? 'all model versions'} · made ${report.generatedAt}</p>
<p>Shares are estimates from tickets that people read, with 95 % intervals.</p>
<h2>Funnel</h2>
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
<h2>Categories</h2>
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
)}
<h2>Confusion pairs</h2>
${worstOf(report)}
${report.pairs.map(
  (pair) => html`<section><h3>${pair.predicted} → ${pair.truth ?? 'no category'}</h3>
<p>About ${whole(Math.round(pair.estimated))} tickets, ${whole(pair.observed)} seen: ${whole(pair.split.model_error)} model error, ${whole(pair.split.suspected_label_error)} suspected label error, ${whole(pair.split.overlapping_definitions)} overlapping definitions.${latestOf(pair)}</p>
${table(
  ['Ticket', 'Subject', 'Confidence', 'Because'],
  pair.tickets.map((t) => [t.ticketId, t.subject ?? '', t.confidence === null ? '' : percent(t.confidence), t.because]),
)}</section>`,
)}
<h2>Calibration</h2>
<p>Expected calibration error: ${report.reliability.ece === null ? 'not known yet' : report.reliability.ece.toFixed(3)}</p>
${table(
  ['Confidence', 'Tickets', 'Mean confidence', 'Right'],
  report.reliability.bins.map((b) => [
    `${b.from} to ${b.to}`,
    whole(b.tickets),
    percent(b.meanConfidence),
    estimate(b.accuracy),
  ]),
)}
<h2>Risk and coverage</h2>
${table(
  ['Threshold', 'Coverage', 'Risk'],
  report.riskCoverage.map((point) => [String(point.threshold), percent(point.coverage), estimate(point.risk)]),
)}
<h2>Fallback</h2>
<p>${whole(report.fallback.answered)} answers, about ${whole(Math.round(report.fallback.fixed.estimate))} fixed, ${whole(Math.round(report.fallback.broke.estimate))} broken, ${whole(Math.round(report.fallback.unchanged.estimate))} unchanged, for ${dollars(report.fallback.usd)}; a fixed ticket costs ${dollars(report.fallback.usdPerFixed)}.</p>
<h2>Drift</h2>
${table(
  ['Window', 'Signal', 'Value', 'Expected', 'Categories'],
  report.drift.alerts.map((a) => [
    a.start,
    a.category ? `${a.metric} ${a.category}` : a.metric,
    percent(a.value),
    `${percent(a.low)} to ${percent(a.high)}`,
    a.categories.join(', '),
  ]),
)}
<h2>Out of taxonomy</h2>
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

const style = `body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:64rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{border:1px solid #bbb;padding:.25rem .5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}
th{background:#eee}h2{margin-top:2rem}@media print{body{margin:0}section,tr{break-inside:avoid}thead{display:table-header-group}}`;
/** All that the page needs; a server that sends it sends the same. */
export const exportedPagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): Html {
  if (rows.length === 0) return html`<p>None.</p>`;
  // Each text in its own direction, so that a right-to-left subject does not turn its row round.
  const line = (cells: readonly string[]) => html`<tr>${cells.map((cell) => html`<td dir="auto">${cell}</td>`)}</tr>`;
  return html`<table><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows.map(line)}</tbody></table>`;
}

const worstOf = ({ pairs, confusion }: MisclassificationReport): Html => {
  const all = rankedPairs(confusion).length;
  return pairs.length < all
    ? html`<p>The ${whole(pairs.length)} worst of ${whole(all)} pairs. The CSV of the pairs holds all.</p>`
    : html``;
};
const latestOf = ({ tickets, observed }: ConfusionPair): string =>
  tickets.length < observed ? ` Listed are the latest ${whole(tickets.length)} of the ${whole(observed)}.` : '';
const groupedOf = ({ tickets, grouped }: MisclassificationReport['outOfTaxonomy']): Html =>
  html`<p>${whole(tickets)} tickets belong to no category.${grouped < tickets ? ` The groups are of the latest ${whole(grouped)}.` : ''}</p>`;

const whole = (n: number): string => n.toLocaleString('en-US');
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const day = (time: string): string => time.slice(0, 10);
const dollars = (usd: number | null): string => (usd === null ? 'not known' : `$${usd.toFixed(4)}`);
const estimate = ({ estimate: value, low, high, labelled }: Estimate): string =>
  value === null
    ? 'nothing read yet'
    : `${percent(value)} (${percent(low)} to ${percent(high)}; ${whole(labelled)} read)`;
