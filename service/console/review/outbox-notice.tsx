import { useQuery } from '@tanstack/react-query';
import { ticketQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { plural } from '../parts/format.ts';
import { TicketLink } from '../parts/ticket-link.tsx';
import { latestWord, saidMeanwhile } from '../ticket/correction-state.ts';
import { SaidMeanwhile } from '../ticket/said-meanwhile.tsx';
import { type Entry, keep, type Outbox, retryNow, troubled } from './outbox.ts';
import { newId, update } from './outbox-store.ts';

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
  const again = entries.filter(({ state }) => state === 'waiting' || state === 'sending');
  return (
    <div className="outbox" aria-live="polite">
      {again.length > 0 ? (
        <div className="outbox-entry hint" role="status">
          <p>
            <strong>{plural(again.length, 'verdict')} not saved yet.</strong> Kept in this browser and sent again by
            itself; go on. {again[0]?.problem}
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
              <TicketLink ticketId={entry.request.ticketId} /> as <CategoryName code={entry.request.category} short />:{' '}
              {entry.problem}
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

/** A verdict that could not be taken back stands as it was: there is nothing to be decided again. */
function LostTakeBack({ entry: { request, state, problem }, onDrop }: { entry: Entry; onDrop: () => void }) {
  return (
    <div className="outbox-entry error">
      <p>
        Your verdict on <TicketLink ticketId={request.ticketId} />, <CategoryName code={request.category} short />, is
        not taken back: {state === 'stale' ? 'somebody else has said something since. See the ticket’s page.' : problem}
      </p>
      <Button size="small" onPress={onDrop}>
        Leave it so
      </Button>
    </div>
  );
}

function StaleVerdict({
  entry: { request },
  onDrop,
  onDone,
}: {
  entry: Entry;
  onDrop: () => void;
  onDone: () => void;
}) {
  const { correctionId, ticketId, category, basedOn } = request;
  const history = useQuery({ ...ticketQuery(ticketId), staleTime: 0 }).data?.history;
  const revision = request.revision ?? 1;
  return (
    <div className="outbox-entry-stale">
      <p>
        Your verdict on <TicketLink ticketId={ticketId} />, <CategoryName code={category} short />, is not saved:
        somebody else was faster.
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
      ) : null}
    </div>
  );
}
