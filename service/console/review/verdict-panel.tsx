import { useEffect, useId, useRef } from 'react';
import { Link } from 'react-router';
import type { QueueItem } from '../../contracts/api-review-queue.ts';
import { Badge, ReasonBadge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { CategoryCombobox } from '../parts/category-combobox.tsx';
import { languageNames } from '../parts/locale.ts';
import { Subject, TicketText } from '../parts/ticket-text.tsx';
import { TimeAgo } from '../parts/time.tsx';
import { channelWords, noCategory } from '../parts/words.ts';
import { CandidateChoices } from './candidate-choices.tsx';
import type { Entry } from './outbox.ts';
import { scrollText } from './scroll-text.ts';
import type { Shortcut } from './shortcuts.ts';
import { TicketId } from './ticket-id.tsx';
import { useShortcuts } from './use-shortcuts.ts';

interface VerdictPanelProps {
  item: QueueItem;
  /** The ticket has others, and a verdict is on this one. */
  hasRevisions: boolean;
  place: string;
  /** Why it waits no more, as a sentence's end; null while it waits. */
  taken: string | null;
  verdict: Entry | null;
  note: string;
  /** The address of the ticket's own page. */
  page: string;
  hasShortcuts: boolean;
  isViewer: boolean;
  /** Its heading takes the focus anew with each number but 0. */
  focusTurn: number;
  onNote: (note: string) => void;
  onMove: (step: 1 | -1) => void;
  /** Null: nothing else waits. */
  onGoOn: (() => void) | null;
  onSettle: (category: string | null) => void;
  onUndo: () => void;
  onOpen: () => void;
  onNotice: () => void;
  onHelp: () => void;
}

/** One ticket and the question where it belongs. */
export function VerdictPanel(props: VerdictPanelProps) {
  const { item, hasRevisions, place, taken, verdict, note, page, hasShortcuts, isViewer, focusTurn } = props;
  const { onNote, onMove, onGoOn, onSettle, onUndo, onOpen, onNotice, onHelp } = props;
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const search = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLElement>(null);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const canOpen = item.occasion === 'review' || verdict !== null;
  const settle = (category: string | null) => {
    if (!isViewer) onSettle(category);
  };
  useEffect(() => {
    if (focusTurn > 0) heading.current?.focus();
  }, [focusTurn]);
  const act = (shortcut: Shortcut): unknown => {
    switch (shortcut.kind) {
      case 'settle':
        return settle(item.candidates[shortcut.index]?.category ?? null);
      case 'none':
        return settle(null);
      case 'next':
        return onMove(1);
      case 'previous':
        return onMove(-1);
      case 'search':
        return search.current?.querySelector('input')?.focus();
      case 'note':
        return noteField.current?.focus();
      case 'undo':
        return onUndo();
      case 'open':
        return canOpen ? onOpen() : undefined;
      case 'scroll':
        return scrollText(text.current, shortcut.by, shortcut.step);
      case 'notice':
        return onNotice();
      case 'help':
        return onHelp();
      default:
        shortcut satisfies never;
    }
  };
  useShortcuts(hasShortcuts, item.candidates.length, act);

  return (
    <section className="panel verdict" aria-labelledby={headingId}>
      <header className="verdict-header">
        <div>
          <h2 id={headingId} ref={heading} tabIndex={-1}>
            <Subject>{item.subject}</Subject>
          </h2>
          <p className="verdict-facts">
            <Badge tone={item.occasion === 'audit' ? 'accent' : 'warn'}>
              {item.occasion === 'audit' ? 'Random audit sample' : 'Review'}
            </Badge>
            {item.occasion === 'review' && item.reason ? <ReasonBadge reason={item.reason} /> : null}
            {item.channel ? <span>{channelWords[item.channel]}</span> : null}
            {item.language ? <span>{languageName(item.language)}</span> : null}
            {hasRevisions ? <span>Revision {item.revision}</span> : null}
            <TimeAgo at={item.decidedAt} />
            <TicketId>{item.ticketId}</TicketId>
            {canOpen ? <Link to={page}>Ticket’s page</Link> : null}
          </p>
        </div>
        <p className="verdict-moves">
          <span className="muted">{place}</span>
          <Button size="small" aria-label="Previous ticket" onPress={() => onMove(-1)}>
            ←
          </Button>
          <Button size="small" aria-label="Next ticket" onPress={() => onMove(1)}>
            →
          </Button>
        </p>
      </header>
      <div className="verdict-columns">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text has to be scrolled by keyboard */}
        <section className="verdict-text" ref={text} tabIndex={0} aria-label="Text">
          {item.body ? <TicketText>{item.body}</TicketText> : <p className="muted">No text is kept of this ticket.</p>}
        </section>
        <div className="verdict-form">
          {isViewer ? <p className="hint">You may only read.</p> : null}
          <div className="verdict-told" role="status">
            {taken ? (
              <p className="hint verdict-taken">
                <span>This ticket is {taken}: nothing is left to decide here.</span>
                {onGoOn ? (
                  <Button size="small" onPress={onGoOn}>
                    Go on with the next that waits
                  </Button>
                ) : null}
              </p>
            ) : null}
          </div>
          {verdict ? (
            <p className="hint">
              You have said: {verdict.request.category ?? noCategory}. Another verdict replaces it.
            </p>
          ) : null}
          <CandidateChoices
            item={item}
            verdict={verdict?.request}
            onSettle={settle}
            hasShortcuts={hasShortcuts}
            isDisabled={isViewer}
          />
          <div
            ref={search}
            onKeyDownCapture={(event) => {
              // Tab would choose the marked option, be it by the mouse: whoever leaves the search settles nothing.
              if (event.key === 'Tab') event.stopPropagation();
              // The list takes the first one for itself. Without it there is nothing left to close but the search.
              const isListOpen = event.currentTarget.querySelector('[role=combobox][aria-expanded=true]') !== null;
              if (event.key === 'Escape' && !isListOpen) heading.current?.focus();
            }}
          >
            <CategoryCombobox
              label="Any other category"
              value={undefined}
              onChange={(choice) => {
                if (choice) settle(choice.code);
              }}
            />
          </div>
          <div className="field">
            <label className="field-label" htmlFor="verdict-note">
              Note, optional; goes with the verdict
            </label>
            <textarea
              id="verdict-note"
              ref={noteField}
              rows={2}
              maxLength={2000}
              value={note}
              onKeyDown={(event) => {
                if (event.key === 'Escape') heading.current?.focus();
              }}
              onChange={({ target }) => onNote(target.value)}
            />
          </div>
        </div>
      </div>
    </section>
  );
}

function languageName(code: string): string {
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code;
  }
}
