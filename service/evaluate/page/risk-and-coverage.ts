import { type Html, html } from '../../printed-page/escape-html.ts';
import { table } from '../../printed-page/html-table.ts';
import { clopperPearson } from '../../statistics/intervals.ts';
import { type CurvePoint, riskCoverageCurve, spreadPoints } from '../risk-coverage.ts';
import { type Evaluation, isRight, isRouted, isRoutedWrongly, type ListedTicket } from './evaluation.ts';
import { picture } from './picture.ts';
import { limit, percent, scrolling, shareOf, tickets as ticketsOf, whole } from './wording.ts';

const mostDrawn = 80;
const tableRows = 10;

/** What is held whatever the threshold: languages, texts of no category, texts that cannot be read. */
const isHeld = ({ outcome, reason }: ListedTicket): boolean =>
  outcome === 'needs_review' && reason !== 'low_confidence';

export function riskAndCoverage({ tickets, policy }: Evaluation): Html {
  const judged = tickets.filter((ticket) => !isHeld(ticket));
  const curve = riskCoverageCurve(
    judged.flatMap((ticket) =>
      ticket.confidence === null ? [] : [{ confidence: ticket.confidence, isRight: isRight(ticket) }],
    ),
  );
  if (curve.length === 0)
    return html`<p>Every ticket is held for another reason than its confidence, so no threshold would route any.</p>`;
  const ours = { accepted: tickets.filter(isRouted).length, errors: tickets.filter(isRoutedWrongly).length };
  return html`<p>What share of all ${ticketsOf(tickets.length)} would be routed if one threshold held for every category, and what share of those wrongly; tickets of no category count as errors. ${held(tickets.length - judged.length)}</p>
<p class="notice"><strong>Do not choose a threshold from here.</strong> ${policy.released ? 'The released one was chosen on other tickets, with a bound that holds for the choice. ' : ''}On tickets that a threshold was chosen from, its error looks smaller than it is: of many points, the one that looks best is one that chance favoured. Each interval below is of its point alone.</p>
<figure>${riskPicture(curve, ours, tickets.length)}</figure>
${scrolling(
  'Risk and coverage',
  table(
    ['Threshold', 'Coverage', 'Routed', 'Wrong', 'Error among routed'],
    [
      rowOf('the policy', ours, tickets.length, policyThreshold(policy.thresholds)),
      ...spreadPoints(curve, tableRows).map((point) => rowOf('', point, tickets.length, limit(point.threshold))),
    ],
  ),
)}`;
}

function rowOf(name: string, { accepted, errors }: Counted, n: number, threshold: string): (string | Html)[] {
  const first = name === '' ? threshold : html`<strong>${name}</strong>: ${threshold}`;
  return [first, percent(accepted / n), whole(accepted), whole(errors), shareOf(errors, accepted)];
}

type Counted = Pick<CurvePoint, 'accepted' | 'errors'>;

function policyThreshold(thresholds: readonly number[]): string {
  const finite = thresholds.filter(Number.isFinite);
  if (finite.length === 0) return 'never';
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const range = least === most ? limit(least) : `${limit(least)} to ${limit(most)}`;
  return finite.length === thresholds.length ? range : `${range}, some never`;
}

const held = (n: number): string =>
  n === 0
    ? ''
    : `${whole(n)} of them ${n === 1 ? 'is' : 'are'} held whatever the threshold: out of taxonomy, another language, nothing to read.`;

function riskPicture(curve: readonly CurvePoint[], ours: Counted, n: number): Html {
  const most = curve.at(-1)?.accepted ?? 0;
  // Of the first few tickets one error is a mountain that hides the rest.
  const drawn = spreadPoints(
    curve.filter(({ accepted }) => accepted >= most / 10),
    mostDrawn,
  ).map((point) => ({
    coverage: point.accepted / n,
    risk: point.errors / point.accepted,
    ...clopperPearson(point.errors, point.accepted),
  }));
  const policy = ours.accepted === 0 ? null : { coverage: ours.accepted / n, risk: ours.errors / ours.accepted };
  const last = drawn.at(-1);
  const greatest = Math.max(policy?.risk ?? 0, ...drawn.map(({ risk }) => risk));
  const top = roundUp(Math.max(1.2 * greatest, last?.high ?? 0));
  return picture({
    id: 'risk-coverage',
    title: 'Error among routed tickets by coverage',
    description: `Up to a coverage of ${percent(last?.coverage ?? 0)}, where ${percent(last?.risk ?? 0)} of what is routed is wrong. ${policy ? `The policy routes ${percent(policy.coverage)} of the tickets, ${percent(policy.risk)} of them wrongly.` : 'The policy routes none.'} The table below has the numbers.`,
    x: { label: 'Coverage: share of all tickets that is routed', from: 0, to: 1 },
    y: { label: 'Error among routed', from: 0, to: top },
    draw: ({ x, y }) => {
      const line = (of: (point: (typeof drawn)[number]) => number, points = drawn) =>
        points.map((point) => `${x(point.coverage)} ${y(of(point))}`).join('L');
      return html`<path d="M${line(({ high }) => high)}L${line(({ low }) => low, [...drawn].reverse())}Z" fill="#0b5a66" fill-opacity="0.14"/>
<path d="M${line(({ risk }) => risk)}" fill="none" stroke="#0b5a66" stroke-width="2"/>
${policy ? html`<circle cx="${x(policy.coverage)}" cy="${y(policy.risk)}" r="6" fill="#fff" stroke="#9a2a1c" stroke-width="3"/><text x="${x(policy.coverage)}" y="${y(policy.risk)}" dy="-12" text-anchor="${policy.coverage > 0.5 ? 'end' : 'start'}" fill="#9a2a1c" font-weight="600">the policy</text>` : html``}`;
    },
  });
}

const tops = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1];
const roundUp = (value: number): number => tops.find((top) => top >= value) ?? 1;
