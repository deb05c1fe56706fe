import { citedParts } from './find-categories.ts';

/** A sentence of the taxonomy; house rules that it cites lead to them. */
export function CitedText({ children, ruleIds }: { children: string; ruleIds: readonly string[] }) {
  return citedParts(children, ruleIds).map((part, i) =>
    part.kind === 'rule' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence never move
      <a key={i} href={`#rule-${encodeURIComponent(part.id)}`}>
        {part.id}
      </a>
    ) : (
      part.text
    ),
  );
}
