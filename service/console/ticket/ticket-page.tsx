import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { TicketView } from '../../contracts/api-tickets.ts';
import { ticketQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Choice } from '../parts/choice.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { returning } from '../parts/returning.ts';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { originOf, originSearch } from '../parts/ticket-origin.ts';
import { useMedia } from '../parts/use-media.ts';
import { useParameter, useScopeSearch } from '../parts/use-scope.ts';
import { CorrectPanel } from './correct-panel.tsx';
import { drafted, draftOf, settledDraft } from './correction-drafts.ts';
import { useCorrectionDrafts } from './correction-drafts-store.ts';
import { decisionFilters } from './decision-filters.ts';
import { DecisionPanel } from './decision-panel.tsx';
import { FrontierPanel } from './frontier-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { ListSteps } from './list-steps.tsx';
import { NearestPanel } from './nearest-panel.tsx';
import { revisionsOf, shownRevision } from './shown-revision.ts';
import { TextPanel } from './text-panel.tsx';
import { TicketHeadline } from './ticket-headline.tsx';
import { useListPlace } from './use-list-place.ts';
import './ticket.css';

/** All that is known of one ticket: what was said, what was decided and why, and the place to say otherwise. */
export function TicketPage() {
  const { ticketId = '' } = useParams();
  const ticket = useQuery(ticketQuery(ticketId));
  const [parameters] = useSearchParams();
  const search = useScopeSearch();
  const isNarrow = useMedia('(max-width: 1080px)');
  const revisions = ticket.data ? revisionsOf(ticket.data) : [];
  const { shown, arrived, missing, setRevision } = useShownRevision(ticketId, revisions, ticket.isFetching);
  const [drafts, changeDrafts] = useCorrectionDrafts();
  const decision = ticket.data?.decisions.find((given) => given.revision === shown);
  const origin = originOf(parameters);
  const { to, label } = origin ?? { to: `/tickets${search({ ...decisionFilters(parameters) })}`, label: 'Tickets' };
  const place = useListPlace(origin, ticketId, ticket.data?.decisions[0] ?? null);
  const navigate = useNavigate();
  const addressOf = (id: string) => `/tickets/${encodeURIComponent(id)}${search(originSearch(origin))}`;
  const next = place?.next ?? null;
  return (
    <>
      <PageHeader
        title={`Ticket ${ticketId}`}
        back={
          <span className="ticket-ways">
            <Link to={to} state={returning} preventScrollReset={origin?.path === '/tickets'}>
              ← {label}
            </Link>
            {place ? <ListSteps place={place} addressOf={addressOf} /> : null}
          </span>
        }
        lead={ticket.data ? <TicketHeadline ticket={ticket.data} revision={shown} /> : null}
        actions={
          revisions.length > 1 ? (
            <Choice
              label="Revision"
              value={String(shown)}
              options={revisions.map((given) => ({ id: String(given), label: String(given) }))}
              onChange={setRevision}
            />
          ) : null
        }
      />
      <QueryState query={ticket} lines={14}>
        {(view) => {
          const kept = view.texts.find(({ revision }) => revision === shown) ?? null;
          const text = <TextPanel ticket={view} revision={shown} />;
          const reasons = (
            <>
              {decision?.event ? <FrontierPanel event={decision.event} /> : null}
              <NearestPanel ticketId={ticketId} revision={shown} isTextKept={kept !== null} />
            </>
          );
          const correct = decision ? (
            <CorrectPanel
              key={`${ticketId} ${shown}`}
              ticket={view}
              decision={decision}
              draft={draftOf(drafts, ticketId, shown)}
              onDraft={(change) => changeDrafts((given) => drafted(given, ticketId, shown, change))}
              onSaved={(id, request) => changeDrafts((given) => settledDraft(given, id, request))}
              onNext={next === null ? null : () => void navigate(addressOf(next), { replace: true })}
            />
          ) : (
            <EmptyState title="Not decided yet">The text is here; the decision comes in a moment.</EmptyState>
          );
          const facts = (
            <>
              {decision ? <DecisionPanel decision={decision} text={kept} /> : null}
              <HistoryPanel ticket={view} />
            </>
          );
          return (
            <>
              {missing === null ? null : (
                <p className="hint arrived">
                  Revision {missing} is not among those that are {isWhole(view) ? 'kept' : 'listed'}; this is revision{' '}
                  {shown}.
                </p>
              )}
              <div aria-live="polite">
                {arrived === null ? null : <Arrived revision={arrived} onShow={() => setRevision(String(arrived))} />}
              </div>
              {/* On a phone the verdict follows the text at once, for the eye and for the keyboard. */}
              {isNarrow ? (
                <div className="stack">
                  {text}
                  {correct}
                  {reasons}
                  {facts}
                </div>
              ) : (
                <div className="ticket-columns">
                  <div className="stack">
                    {text}
                    {reasons}
                  </div>
                  <div className="stack">
                    {correct}
                    {facts}
                  </div>
                </div>
              )}
            </>
          );
        }}
      </QueryState>
    </>
  );
}

/** Stays at what was the newest one when the ticket was loaded, until another is asked for. @param revisions latest first */
function useShownRevision(ticketId: string, revisions: readonly number[], isFetching: boolean) {
  const [asked, setRevision] = useParameter('revision');
  const [last, setLast] = useState<{ ticketId: string; known: number } | null>(null);
  const known = last?.ticketId === ticketId ? last.known : null;
  const { shown, arrived, missing } = shownRevision(revisions, Number(asked || Number.NaN), known);
  const [newest] = revisions;
  if (newest !== undefined) {
    // What is kept from an earlier visit may be old: until it has been asked for again, a newer one is no news.
    if (known === null && !isFetching) setLast({ ticketId, known: newest });
    if (known !== null && shown > known) setLast({ ticketId, known: shown });
  }
  return { shown, arrived, missing, setRevision };
}

/** Else an address may mean a revision that is there and not listed. */
const isWhole = ({ decisions, decisionCount, texts, textCount }: TicketView) =>
  decisions.length >= decisionCount && texts.length >= textCount;

function Arrived({ revision, onShow }: { revision: number; onShow: () => void }) {
  const show = () => {
    // The button goes with the line; as on a new page, the focus is on the whole of it.
    document.getElementById('main')?.focus({ preventScroll: true });
    onShow();
  };
  return (
    <p className="hint arrived">
      <span>Revision {revision} has arrived.</span>
      <Button size="small" onPress={show}>
        Show revision {revision}
      </Button>
    </p>
  );
}
