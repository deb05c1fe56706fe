import { visiblePieces } from './visible-characters.ts';

/** A text of a stranger: never markup, hidden characters shown, its own direction. */
export function VisibleText({ children }: { children: string }) {
  return visiblePieces(children).map((piece, i) =>
    piece.kind === 'text' ? (
      piece.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move
      <span key={i} className="hidden-character" title={`${piece.name}, made visible`}>
        U+{piece.codePoint}
      </span>
    ),
  );
}

/** A subject in one line of a list; null: there is none, or it is past its retention. */
export function Subject({ children }: { children: string | null }) {
  if (!children) return <span className="muted">No subject</span>;
  return (
    <bdi className="subject">
      <VisibleText>{children}</VisibleText>
    </bdi>
  );
}

/** A body of several paragraphs, each in the direction of its first strong letter. */
export function TicketText({ children }: { children: string }) {
  return (
    <div className="ticket-text">
      {children.split('\n').map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never move
        <p key={i} dir="auto">
          {line === '' ? <br /> : <VisibleText>{line}</VisibleText>}
        </p>
      ))}
    </div>
  );
}
