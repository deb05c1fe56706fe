import { Html, html } from '../printed-page/escape-html.ts';
import { pagePolicy } from '../printed-page/printed-style.ts';
import { calibration } from './page/calibration.ts';
import { categoryTable } from './page/categories.ts';
import { confusedPairs, confusionMatrix } from './page/confusion.ts';
import type { Evaluation } from './page/evaluation.ts';
import { evaluationStyle } from './page/evaluation-style.ts';
import { fallback } from './page/fallback.ts';
import { outOfTaxonomy } from './page/out-of-taxonomy.ts';
import { provenance } from './page/provenance.ts';
import { riskAndCoverage } from './page/risk-and-coverage.ts';
import { slices } from './page/slices.ts';
import { summary } from './page/summary.ts';
import { type Names, namesOf } from './page/wording.ts';
import { suspectedLabels, wrongRoutes } from './page/wrong-routes.ts';

type Part = readonly [id: string, title: string, content: (evaluation: Evaluation, names: Names) => Html];

const parts: readonly Part[] = [
  ['summary', 'Summary', summary],
  ['wrong', 'Routed wrongly', wrongRoutes],
  ['labels', 'Suspected label errors', suspectedLabels],
  ['categories', 'Categories', categoryTable],
  ['matrix', 'Confusion matrix', confusionMatrix],
  ['pairs', 'Confused pairs', confusedPairs],
  ['calibration', 'Calibration', calibration],
  ['risk', 'Risk and coverage', riskAndCoverage],
  ['out-of-taxonomy', 'Out of taxonomy', outOfTaxonomy],
  ['fallback', 'Fallback', ({ escalated }, names) => (escalated ? fallback(escalated, names) : html``)],
  ['slices', 'Slices', slices],
  ['made', 'How it was made', provenance],
];

/** The evaluation as one page to read, print and send: no script, nothing loaded, every text escaped; its size is bounded. */
export function evaluationPage(evaluation: Evaluation): string {
  const { model, taxonomy, file, generatedAt } = evaluation;
  const names = namesOf(evaluation);
  const shown = parts.filter(([id]) => id !== 'fallback' || evaluation.escalated);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(pagePolicy(evaluationStyle))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evaluation of ${model} on ${file}</title>
<style>${new Html(evaluationStyle)}</style></head><body>
<header><h1>Evaluation</h1>
<p>${file} · model ${model} · taxonomy ${taxonomy} · made ${generatedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</p>
<p>The page holds texts of customers, personal data masked as far as it is recognised: send it only to those who may read tickets.</p></header>
<nav aria-label="Contents"><ul>${shown.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
${shown.map(([id, title, content]) => html`<h2 id="${id}">${title}</h2>\n${content(evaluation, names)}\n`)}
</main></body></html>
`.markup;
}
