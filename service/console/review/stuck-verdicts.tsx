import { useQuery } from '@tanstack/react-query';
import { newId } from '../api/new-id.ts';
import { ticketQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { latestWord, saidMeanwhile } from '../ticket/correction-state.ts';
import { SaidMeanwhile } from '../ticket/said-meanwhile.tsx';
import { type Entry, keep } from './outbox.ts';
import { update } from './outbox-store.ts';
import { problemText } from './problem-text.ts';

function Ticket({ of: { request } }: { of: Entry }) {
  const { ticketId, revision } = request;
  return (
    <>
      <TicketLink
        ticketId={ticketId}
        {...(revision === undefined ? {} : { filters: { revision: String(revision) } })}
      />
      {revision !== undefined && revision > 1 ? `, revision ${revision}` : null}
    </>
  );
}

export function RefusedVerdict({ entry, onDecideAgain }: { entry: Entry; onDecideAgain: () => void }) {
  return (
    <div className="outbox-entry error">
      <p>
        <Ticket of={entry} /> as <CategoryName code={entry.request.category} short />: {entry.problem}
      </p>
      <Button size="small" onPress={onDecideAgain}>
        Drop it and decide again
      </Button>
    </div>
  );
}

/** A verdict that could not be taken back stands as it was: there is nothing to be decided again. */
export function LostTakeBack({ entry, onDrop }: { entry: Entry; onDrop: () => void }) {
  const { request, state, problem } = entry;
  return (
    <div className="outbox-entry error">
      <p>
        Your verdict on <Ticket of={entry} />, <CategoryName code={request.category} short />, is not taken back:{' '}
        {state === 'stale' ? 'somebody else has said something since. See the ticket’s page.' : problem}
      </p>
      <Button size="small" onPress={onDrop}>
        Leave it so
      </Button>
    </div>
  );
}

interface StaleVerdictProps {
  entry: Entry;
  me: string;
  onDrop: () => void;
  onDone: () => void;
}

export function StaleVerdict({ entry, me, onDrop, onDone }: StaleVerdictProps) {
  const { correctionId, ticketId, category, basedOn, revision = 1 } = entry.request;
  const ticket = useQuery({ ...ticketQuery(ticketId), staleTime: 0 });
  const history = ticket.data?.history;
  const words = history && saidMeanwhile(history, revision, basedOn);
  const isOwn = words !== undefined && words.length > 0 && words.every(({ correctedBy }) => correctedBy === me);
  return (
    <div className="outbox-entry-stale">
      <p>
        Your verdict on <Ticket of={entry} />, <CategoryName code={category} short />, is not saved:{' '}
        {isOwn ? 'you had settled it yourself, in another tab or on its page.' : 'somebody else was faster.'}
      </p>
      {history && words ? (
        <SaidMeanwhile
          words={words}
          onAccept={() => {
            const latest = latestWord(history, revision)?.correctionId ?? null;
            update((given) => keep(given, correctionId, { correctionId: newId(), basedOn: latest }));
            onDone();
          }}
          onDrop={onDrop}
        />
      ) : ticket.isError ? (
        <div className="meanwhile">
          <p>What they said cannot be shown. {problemText(ticket.error)}</p>
          <div className="meanwhile-actions">
            <Button size="small" onPress={() => void ticket.refetch()}>
              Try again
            </Button>
            <Button size="small" variant="quiet" onPress={onDrop}>
              Drop my choice
            </Button>
          </div>
        </div>
      ) : null}
    </div>
  );
}
