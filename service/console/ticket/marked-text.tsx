import type { CSSProperties } from 'react';
import { points } from '../parts/format.ts';
import { VisibleText } from '../parts/ticket-text.tsx';
import { markedLines, type Word } from './mark-words.ts';

/** A text whose telling words are marked, the stronger the more they matter. What is marked is listed as words below it too. */
export function MarkedText({ text, words }: { text: string; words: readonly Word[] }) {
  const heaviest = Math.max(0, ...words.map(({ weight }) => Math.abs(weight)));
  return (
    <div className="ticket-text">
      {markedLines(text, words).map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never move
        <p key={i} dir="auto">
          {line.length === 0 ? <br /> : null}
          {line.map(({ start, text: piece, weight }) =>
            weight === null ? (
              <VisibleText key={start}>{piece}</VisibleText>
            ) : (
              <mark
                key={start}
                className={weight > 0 ? 'word-for' : 'word-against'}
                style={{ '--level': Math.abs(weight) / heaviest } as CSSProperties}
                title={`${points(weight)} points`}
              >
                <VisibleText>{piece}</VisibleText>
              </mark>
            ),
          )}
        </p>
      ))}
    </div>
  );
}
