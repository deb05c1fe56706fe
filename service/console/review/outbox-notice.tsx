import { useQuery } from '@tanstack/react-query';
import { newId } from '../api/new-id.ts';
import { asProblem } from '../api/problem.ts';
import { ticketQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { plural } from '../parts/format.ts';
import { TicketLink } from '../parts/ticket-link.tsx';
import { latestWord, saidMeanwhile } from '../ticket/correction-state.ts';
import { SaidMeanwhile } from '../ticket/said-meanwhile.tsx';
import { allKept, type Entry, keep, type Outbox, retryNow, troubled } from './outbox.ts';
import { update, useKept } from './outbox-store.ts';

/** Verdicts that have not arrived. They are kept until they have, or until their author drops them. */
export function OutboxNotice({
  outbox,
  onDrop,
  onDecideAgain,
  onDone,
}: {
  outbox: Outbox;
  onDrop: (entry: Entry) => void;
  /** Drops it too. */
  onDecideAgain: (entry: Entry) => void;
  /** The button that was pressed may go with its notice: the focus belongs elsewhere. */
  onDone: () => void;
}) {
  const entries = troubled(outbox);
  const kept = useKept();
  const again = entries.filter(({ state }) => state === 'waiting' || state === 'sending');
  return (
    <div className="outbox" aria-live="polite">
      {again.length > 0 ? (
        <div className="outbox-entry hint">
          <p>
            <strong>{plural(again.length, 'verdict')} not saved yet.</strong>{' '}
            {allKept(again, kept)
              ? 'Kept in this browser and sent again by itself; go on.'
              : 'Not kept, since the browser’s store is full or blocked: leave this page open. Sent again by itself; go on.'}{' '}
            {again[0]?.problem}
          </p>
          <Button
            size="small"
            onPress={() => {
              update(retryNow);
              onDone();
            }}
          >
            Send now
          </Button>
        </div>
      ) : null}
      {entries.map((entry) =>
        entry.request.retracts !== undefined && isStuck(entry) ? (
          <LostTakeBack key={entry.request.correctionId} entry={entry} onDrop={() => onDrop(entry)} />
        ) : entry.state === 'stale' ? (
          <StaleVerdict key={entry.request.correctionId} entry={entry} onDrop={() => onDrop(entry)} onDone={onDone} />
        ) : entry.state === 'refused' ? (
          <div key={entry.request.correctionId} className="outbox-entry error">
            <p>
              <Ticket of={entry} /> as <CategoryName code={entry.request.category} short />: {entry.problem}
            </p>
            <Button size="small" onPress={() => onDecideAgain(entry)}>
              Drop it and decide again
            </Button>
          </div>
        ) : null,
      )}
    </div>
  );
}

const isStuck = ({ state }: Entry): boolean => state === 'stale' || state === 'refused';

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

/** A verdict that could not be taken back stands as it was: there is nothing to be decided again. */
function LostTakeBack({ entry, onDrop }: { entry: Entry; onDrop: () => void }) {
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

function StaleVerdict({ entry, onDrop, onDone }: { entry: Entry; onDrop: () => void; onDone: () => void }) {
  const { correctionId, ticketId, category, basedOn, revision = 1 } = entry.request;
  const ticket = useQuery({ ...ticketQuery(ticketId), staleTime: 0 });
  const history = ticket.data?.history;
  return (
    <div className="outbox-entry-stale">
      <p>
        Your verdict on <Ticket of={entry} />, <CategoryName code={category} short />, is not saved: somebody else was
        faster.
      </p>
      {history ? (
        <SaidMeanwhile
          words={saidMeanwhile(history, revision, basedOn)}
          onAccept={() => {
            const latest = latestWord(history, revision)?.correctionId ?? null;
            update((given) => keep(given, correctionId, { correctionId: newId(), basedOn: latest }));
            onDone();
          }}
          onDrop={onDrop}
        />
      ) : ticket.isError ? (
        <div className="meanwhile">
          <p>What they said cannot be shown. {textOf(ticket.error)}</p>
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

function textOf(error: unknown): string {
  const { message, detail, remedy } = asProblem(error);
  return [message, detail, remedy].flatMap((part) => (part ? (/[.!?]$/.test(part) ? part : `${part}.`) : [])).join(' ');
}
