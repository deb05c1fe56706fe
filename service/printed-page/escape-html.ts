import { showHidden } from './show-hidden.ts';

/** Text that is HTML already. Nothing else gets into a page unescaped. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Value = string | number | Html | readonly Html[];

/** A template whose values are escaped, so that forgetting it is not possible. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.reduce((page, part, i) => page + markupOf(values[i - 1] ?? '') + part));
}

function markupOf(value: Value): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(({ markup }) => markup).join('');
  return showHidden(String(value)).replace(/[&<>"'`=]/g, (character) => `&#${character.charCodeAt(0)};`);
}
