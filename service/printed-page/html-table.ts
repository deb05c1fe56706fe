import { type Html, html } from './escape-html.ts';

/** @param kind `codes`: the first column holds codes, which are not broken */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
  kind: 'usual' | 'codes' = 'usual',
): Html {
  if (rows.length === 0) return html`<p>None.</p>`;
  // Each text in its own direction, so that a right-to-left subject does not turn its row round.
  const line = (cells: readonly (string | Html)[]) =>
    html`<tr>${cells.map((cell) => html`<td dir="auto">${cell}</td>`)}</tr>`;
  return html`<table class="${kind}"><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows.map(line)}</tbody></table>`;
}
