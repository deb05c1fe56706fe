import type { DecisionsPage } from '../../contracts/api-decisions.ts';
import { VisibleText } from '../parts/ticket-text.tsx';
import { markedLines } from './mark-words.ts';

type Found = NonNullable<DecisionsPage['items'][number]['found']>['subject'];

/** One line of a text with what was sought marked. */
export function FoundWords({ text, found }: { text: string; found: Found }) {
  return (
    <bdi className="subject">
      {markedLines(
        text,
        found.map((stretch) => ({ ...stretch, weight: 1 })),
      )
        .flat()
        .map(({ start, text: piece, weight }) =>
          weight === null ? (
            <VisibleText key={start}>{piece}</VisibleText>
          ) : (
            <mark key={start} className="word-found">
              <VisibleText>{piece}</VisibleText>
            </mark>
          ),
        )}
    </bdi>
  );
}
