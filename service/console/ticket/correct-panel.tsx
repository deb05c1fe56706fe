import { useIsFetching, useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { CorrectionRequest } from '../../contracts/api-corrections.ts';
import type { TicketView } from '../../contracts/api-tickets.ts';
import { newId } from '../api/new-id.ts';
import { sessionQuery, ticketQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { type CategoryChoice, CategoryCombobox } from '../parts/category-combobox.tsx';
import { Panel } from '../parts/panel.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';
import { noCategory } from '../parts/words.ts';
import { toast } from '../shell/toasts.tsx';
import { type CorrectionDraft, chosen, requestOf, takeBackOf } from './correction-drafts.ts';
import { latestWord, occasionOf, saidMeanwhile } from './correction-state.ts';
import { QuickChoices } from './quick-choices.tsx';
import { SaidMeanwhile } from './said-meanwhile.tsx';
import { useCorrection } from './use-correction.ts';

type Decision = TicketView['decisions'][number];

/**
 * Says where the ticket belongs. What others say meanwhile is shown before it is overruled. The draft is kept
 * elsewhere: this panel is drawn anew for another revision, and where the window's width gives it another place.
 */
export function CorrectPanel({
  ticket,
  decision,
  draft,
  onDraft,
  onSaved,
  onNext,
}: {
  ticket: TicketView;
  decision: Decision;
  draft: CorrectionDraft;
  onDraft: (change: Partial<CorrectionDraft>) => void;
  onSaved: (correctionId: string, request: CorrectionRequest) => void;
  /** Goes on to the next ticket of the list that one works through; null: there is none. */
  onNext: (() => void) | null;
}) {
  const session = useQuery(sessionQuery).data;
  const { revision } = decision;
  const latest = latestWord(ticket.history, revision)?.correctionId ?? null;
  const { choice, note, seen } = draft;
  // While nothing is chosen, the analyst has seen whatever is on the screen.
  const basedOn = choice === undefined ? latest : seen;
  const isAsking = useIsFetching({ queryKey: ticketQuery(ticket.ticketId).queryKey }) > 0;
  // What was saved a moment ago is on its way: nobody else has spoken since.
  const isBehind = isAsking && seen !== null && ticket.history.every(({ correctionId }) => correctionId !== seen);
  const meanwhile = choice === undefined || isBehind ? [] : saidMeanwhile(ticket.history, revision, seen);

  const form = useRef<HTMLFormElement>(null);
  const goesOn = useRef<(() => void) | null>(null);
  const shown = useRef(ticket.ticketId);
  shown.current = ticket.ticketId;
  // What is pressed goes with its block or is disabled: the focus is then on the whole of it, not lost to the page.
  const focusForm = () => form.current?.focus({ preventScroll: true });
  const isOvertaken = meanwhile.length > 0;
  // It disables the buttons below it: whoever has the focus on one would lose it just as there is something to read. React tells
  // of no blur while it does so, and the browser has forgotten by then where the focus was.
  const isOnAction = useRef(false);
  useLayoutEffect(() => {
    if (isOvertaken && isOnAction.current) form.current?.focus({ preventScroll: true });
  }, [isOvertaken]);
  const correction = useCorrection((correctionId, request, isHere) => {
    // While it waits it is no submit button.
    if (form.current?.querySelector('.button-primary') === document.activeElement) focusForm();
    // What is written since a correction that is now taken back is of the next one.
    if (!request.retracts) onSaved(correctionId, request);
    // Whoever went elsewhere meanwhile stays there.
    const next = request.retracts || !isHere || shown.current !== request.ticketId ? null : goesOn.current;
    goesOn.current = null;
    // On the next ticket's page it has to be said of which one.
    const of = next ? ` ticket ${request.ticketId},` : '';
    toast(request.retracts ? 'Taken back.' : `Saved:${of} ${request.category ?? noCategory}.`, {
      action: request.retracts ? undefined : { label: 'Take back', run: () => takeBack(correctionId, request) },
    });
    next?.();
  });
  const takeBack = (correctionId: string, request: CorrectionRequest) =>
    correction.mutate(takeBackOf(request, correctionId, newId));
  const choose = (next: CategoryChoice) => onDraft(chosen(draft, next, { seen: latest }));
  const save = (next: (() => void) | null = null) => {
    if (choice === undefined || correction.isPending) return;
    goesOn.current = next;
    const about = { ticketId: ticket.ticketId, revision, occasion: occasionOf(decision) };
    const noted = note.trim() === '' ? {} : { note: note.trim() };
    const request = requestOf(draft, { ...about, category: choice.code, basedOn, ...noted }, newId);
    onDraft({ sent: request });
    correction.mutate(request);
  };

  const isWaiting = choice === undefined || isOvertaken;

  if (session?.user?.role === 'viewer') {
    return (
      <Panel title="Correct it">
        <p className="muted">You may read. Analysts and admins may correct.</p>
      </Panel>
    );
  }
  return (
    <Panel title={decision.outcome === 'review' ? 'Where does it belong?' : 'Correct it'}>
      <form
        ref={form}
        tabIndex={-1}
        aria-label="Your correction"
        className="correct"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {decision.sampled && decision.labelBasis !== 'audit' ? <AuditHint /> : null}
        <QuickChoices ticket={ticket} decision={decision} choice={choice} onChoose={choose} />
        <CategoryCombobox label="Any category" value={choice} onChange={choose} />
        <div className="field">
          <label className="field-label" htmlFor="note">
            Note, optional
          </label>
          <textarea
            id="note"
            rows={2}
            maxLength={2000}
            value={note}
            onChange={({ target }) => onDraft({ note: target.value })}
          />
        </div>
        <div aria-live="polite">
          {isOvertaken ? (
            <SaidMeanwhile
              words={meanwhile}
              onAccept={() => {
                focusForm();
                onDraft({ seen: latest });
              }}
              onDrop={() => {
                focusForm();
                onDraft({ choice: undefined });
              }}
            />
          ) : null}
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hears where the focus is */}
        <div
          className="correct-actions"
          onFocus={() => {
            isOnAction.current = true;
          }}
          onBlur={() => {
            isOnAction.current = false;
          }}
        >
          <Button type="submit" variant="primary" isDisabled={isWaiting} isPending={correction.isPending}>
            {correction.isPending ? 'Saving…' : choice === undefined ? 'Save' : `Save ${choice.code ?? noCategory}`}
          </Button>
          {onNext ? (
            <Button isDisabled={isWaiting} isPending={correction.isPending} onPress={() => save(onNext)}>
              Save and next
            </Button>
          ) : null}
        </div>
      </form>
    </Panel>
  );
}

function AuditHint() {
  const search = useScopeSearch();
  return (
    <p className="hint">
      This ticket waits in the audit. Read it in the{' '}
      <Link to={`/review${search({ only: 'audit' })}`}>review queue</Link> to have it count for the accuracy; a verdict
      here does not.
    </p>
  );
}
