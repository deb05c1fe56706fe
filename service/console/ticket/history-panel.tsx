import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { TicketView } from '../../contracts/api-tickets.ts';
import { newId } from '../api/new-id.ts';
import { sessionQuery } from '../api/queries.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { listedNote } from '../parts/listed-note.ts';
import { Panel } from '../parts/panel.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';
import { TimeAgo } from '../parts/time.tsx';
import { occasionWords, outcomeWords, reasonWords } from '../parts/words.ts';
import { toast } from '../shell/toasts.tsx';
import { canTakeBack, latestWord, takenBack, type Word } from './correction-state.ts';
import { useCorrection } from './use-correction.ts';

/** What machines decided and people said, latest first. Nothing is ever removed from it. */
export function HistoryPanel({ ticket }: { ticket: TicketView }) {
  const user = useQuery(sessionQuery).data?.user?.name ?? '';
  const correction = useCorrection(() => toast('Taken back.'));
  const gone = takenBack(ticket.history);
  const list = useRef<HTMLOListElement>(null);
  const takeBack = ({ correctionId, revision, category, occasion }: Word) => {
    // The button goes with what it takes back.
    list.current?.focus({ preventScroll: true });
    correction.mutate({
      correctionId: newId(),
      ...{ ticketId: ticket.ticketId, revision, category, occasion },
      basedOn: latestWord(ticket.history, revision)?.correctionId ?? null,
      retracts: correctionId,
    });
  };
  const entries = [
    ...ticket.history.map((word) => ({ at: word.correctedAt, word, decision: null })),
    ...ticket.decisions.map((decision) => ({ at: decision.decidedAt, word: null, decision })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const hasRevisions = new Set(ticket.decisions.map(({ revision }) => revision)).size > 1;
  return (
    <Panel title="History" note={listedNote(ticket.decisions.length, ticket.decisionCount, 'decisions')}>
      <ol ref={list} tabIndex={-1} aria-label="What was decided and said, latest first" className="history">
        {entries.map(({ at, word, decision }) => (
          <li key={word?.correctionId ?? decision?.eventId} className={word ? 'history-person' : 'history-machine'}>
            <p className="history-line">
              {word ? (
                <span className={gone.has(word.correctionId) ? 'is-gone' : undefined}>
                  <strong>{word.correctedBy}</strong>{' '}
                  {word.retracts === null ? (
                    <CategoryName code={word.category} short />
                  ) : (
                    'took the correction before it back'
                  )}
                </span>
              ) : (
                <span>
                  {outcomeWords[decision.outcome]}{' '}
                  {decision.outcome === 'review' && decision.reason ? (
                    <span className="muted">{reasonWords[decision.reason].toLowerCase()}</span>
                  ) : (
                    <CategoryName code={decision.choice} short />
                  )}
                </span>
              )}
              <span className="muted">
                <TimeAgo at={at} />
              </span>
            </p>
            {word ? (
              <p className="history-badges">
                <Badge>{occasionWords[word.occasion]}</Badge>
                {gone.has(word.correctionId) ? <Badge tone="warn">taken back</Badge> : null}
                {hasRevisions ? <Badge>revision {word.revision}</Badge> : null}
                {canTakeBack(word, ticket.history, user) ? (
                  <Button variant="quiet" size="small" isDisabled={correction.isPending} onPress={() => takeBack(word)}>
                    Take back
                  </Button>
                ) : null}
              </p>
            ) : null}
            {word?.note ? (
              <p className="history-note" dir="auto">
                <VisibleText>{word.note}</VisibleText>
              </p>
            ) : null}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
