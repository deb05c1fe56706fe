import { type Html, html } from '../../printed-page/escape-html.ts';
import { table } from '../../printed-page/html-table.ts';
import { belongs, type Evaluation, type PolicyInForce } from './evaluation.ts';
import { limit, noCategory, score, tickets as ticketsOf, whole } from './wording.ts';

/** How the page was made and what it counts, so that it can be made again and compared. */
export function provenance(evaluation: Evaluation): Html {
  const { command, file, tickets, model, taxonomy, categories, policy, trainedOn, calibratedOn, generatedAt } =
    evaluation;
  const inside = tickets.filter(belongs).length;
  return html`${table(
    ['What', 'Which'],
    [
      ['Command', html`<code>${command}</code>`],
      [
        'Tickets',
        `${file}: ${ticketsOf(tickets.length)}, ${whole(inside)} of the taxonomy, ${whole(tickets.length - inside)} of ${noCategory}`,
      ],
      ['Trained on', howMany(trainedOn)],
      ['Calibrated on', howMany(calibratedOn)],
      ['Model', model],
      ['Taxonomy', `${taxonomy}, ${whole(categories.length)} categories`],
      ['Policy', policy.file ?? 'none: the released values hold'],
      ['Thresholds', thresholdsOf(evaluation)],
      ['Out of taxonomy', outOfTaxonomyOf(policy)],
      ['Languages', policy.supportedLanguages.join(', ')],
      ['Made', `${generatedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    ],
  )}
<ul>
<li>Each ticket went the way of the service: cleaned, read by the model, decided by the policy.</li>
<li>Accuracy, F1, calibration and the coverage of the summary count tickets that belong to a category. Errors among routed tickets, and the coverage beside them under Risk and coverage, count the others, too: a ticket of no category that is routed is an error.</li>
<li>Precision, recall and the confusion matrix are of the first choice, routed or not.</li>
<li>Routed means that nobody is asked: the confidence is at or above the threshold, the language is supported, and the text is not held as out of taxonomy. Unsure tickets wait for a second opinion, if a frontier model is connected, or a person.</li>
<li>Intervals are exact at 95 % (Clopper-Pearson), each for itself. They say what chance did in drawing these tickets; they hold for your tickets only as far as these are like yours.</li>
<li>Personal data in texts is masked as far as it is recognised.</li>
</ul>`;
}

const howMany = (known: number | null): string =>
  known === null ? 'nothing tells' : known === 0 ? 'none of them' : ticketsOf(known);

/** The released ones, and which the policy sets otherwise. */
function thresholdsOf({ policy, categories }: Evaluation): string {
  const { thresholds, released } = policy;
  const overridden = categories.flatMap(({ code }, i) => {
    const [own = 0, former] = [thresholds[i], released?.[i]];
    return own === former ? [] : [{ code, own, former }];
  });
  const isOne = new Set(thresholds).size === 1;
  if (isOne && overridden.length === thresholds.length)
    return `${limit(thresholds[0] ?? 0)} for every category, set by the policy${released ? `; released: ${rangeOf(released)}` : ''}`;
  const usual = released ? `released: ${rangeOf(released)}` : 'no released ones: nothing was shown for this classifier';
  if (overridden.length === 0) return usual;
  const listed = overridden.slice(0, mostListed).map(({ code, own }) => `${code} ${limit(own)}`);
  const more = overridden.length - listed.length;
  return `${usual}; the policy sets ${listed.join(', ')}${more > 0 ? ` and ${whole(more)} more` : ''}`;
}

const mostListed = 40;

function rangeOf(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? `${limit(least)} for every category` : `${limit(least)} to ${limit(most)}`;
}

function outOfTaxonomyOf({ outOfTaxonomy: { threshold, released } }: PolicyInForce): string {
  const held = Number.isFinite(threshold) ? `held from a score of ${score(threshold)}` : 'nothing is held for it';
  return released === null || released === threshold
    ? held
    : `${held}, set by the policy; released: ${score(released)}`;
}
