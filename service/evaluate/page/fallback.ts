import { type Html, html } from '../../printed-page/escape-html.ts';
import { table } from '../../printed-page/html-table.ts';
import { categoriesWithoutLift, type FrontierLift } from '../frontier-lift.ts';
import { type Names, nothing, scrolling, tickets as ticketsOf, whole } from './wording.ts';

const dollars = (usd: number): string => `$${usd.toFixed(4)}`;

/** What the frontier model makes of the tickets that the fine-tuned one is unsure of. */
export function fallback(lift: FrontierLift, names: Names): Html {
  const { n, answered, unusable, fixed, broke, unchanged, mcNemarP, usd, usdPerFixed, outcome, perCategory } = lift;
  const vain = categoriesWithoutLift(lift);
  const rows = Object.entries(perCategory).sort(([, a], [, b]) => b.n - a.n);
  return html`<p>The model is unsure of ${ticketsOf(n)}; ${whole(answered)} were answered by the frontier model, ${whole(unusable)} of the answers could not be used.</p>
<p>Its answers fix ${whole(fixed)}, break ${whole(broke)} and leave ${whole(unchanged)} as they were. ${mcNemarP < 0.05 ? 'So uneven a split is hardly chance' : 'So uneven a split may be chance'} (McNemar, p ${mcNemarP < 0.001 ? 'below 0.001' : mcNemarP.toFixed(3)}).${usd > 0 ? ` They cost ${dollars(usd)}${usdPerFixed === null ? '' : `, ${dollars(usdPerFixed)} for a fixed ticket`}.` : ''}</p>
<p>After the policy ${whole(outcome.routed)} of them would be routed, ${whole(outcome.right)} rightly; ${whole(outcome.reviewed)} would go to a person. The other sections show what the model decides before anybody is asked.</p>
${vain.length === 0 ? html`` : html`<p>Asking does not pay for ${vain.map(names.label).join(', ')}: candidates for <code>frontier.neverAsked</code> of the policy.</p>`}
${scrolling(
  'Fallback by category',
  table(
    ['First choice of the model', 'Unsure', 'Fixed', 'Broken', 'Cost'],
    rows.map(([code, row]) => [
      names.choice(code),
      whole(row.n),
      whole(row.fixed),
      whole(row.broke),
      row.usd > 0 ? dollars(row.usd) : nothing,
    ]),
  ),
)}`;
}
