import { useQuery } from '@tanstack/react-query';
import { useCallback, useId, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { CorrectionRequest, QueueItem } from '../../contracts/console-api.ts';
import { asProblem } from '../api/problem.ts';
import { sessionQuery, ticketQuery } from '../api/queries.ts';
import { Badge, ReasonBadge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { type CategoryChoice, CategoryCombobox } from '../parts/category-combobox.tsx';
import { useCategoryOf } from '../parts/category-name.tsx';
import { Subject, TicketText } from '../parts/ticket-text.tsx';
import { TimeAgo } from '../parts/time.tsx';
import { channelWords, noCategory } from '../parts/words.ts';
import { toast } from '../shell/toasts.tsx';
import { latestWord, saidMeanwhile } from '../ticket/correction-state.ts';
import { SaidMeanwhile } from '../ticket/said-meanwhile.tsx';
import { newCorrectionId, useCorrection } from '../ticket/use-correction.ts';
import { CandidateChoices } from './candidate-choices.tsx';
import type { Shortcut } from './queue-state.ts';
import { useShortcuts } from './use-shortcuts.ts';

interface VerdictPanelProps {
  item: QueueItem;
  place: string;
  verdict: { category: string | null } | undefined;
  hasShortcuts: boolean;
  onMove: (step: 1 | -1) => void;
  onSaid: (verdict: { category: string | null; correctionId: string }) => void;
  onTakenBack: (eventId: string) => void;
}

/** One ticket and the question where it belongs. */
export function VerdictPanel({ item, place, verdict, hasShortcuts, onMove, onSaid, onTakenBack }: VerdictPanelProps) {
  const headingId = useId();
  const search = useRef<HTMLDivElement>(null);
  const isViewer = useQuery(sessionQuery).data?.user?.role === 'viewer';
  const [choice, setChoice] = useState<CategoryChoice>(undefined);
  const [note, setNote] = useState('');
  const [basedOn, setBasedOn] = useState(item.basedOn);
  const [id, setId] = useState(newCorrectionId);
  const correction = useCorrection((correctionId, request) => {
    if (request.retracts) {
      toast('Taken back.');
      return onTakenBack(item.eventId);
    }
    toast(`${item.ticketId}: ${request.category ?? noCategory}.`, {
      action: { label: 'Take back', run: () => takeBack(correctionId, request) },
    });
    onSaid({ category: request.category, correctionId });
  });
  const takeBack = (correctionId: string, request: CorrectionRequest) =>
    correction.mutate({ ...request, ...newCorrectionId(), basedOn: correctionId, retracts: correctionId });
  const isStale = correction.isError && asProblem(correction.error).code === 'CORRECTION_STALE';
  const history = useQuery({ ...ticketQuery(item.ticketId), enabled: isStale }).data?.history;
  const meanwhile = isStale && history ? saidMeanwhile(history, item.revision, basedOn) : [];

  const canSave = choice !== undefined && !correction.isPending && meanwhile.length === 0 && !isViewer;
  const save = () => {
    if (!canSave) return;
    const { ticketId, revision, occasion } = item;
    const said = note.trim() === '' ? {} : { note: note.trim() };
    correction.mutate({ ...id, ticketId, revision, occasion, category: choice.code, basedOn, ...said });
  };
  const act = (shortcut: Shortcut) => {
    switch (shortcut.kind) {
      case 'choose':
        return setChoice({ code: item.candidates[shortcut.index]?.category ?? null });
      case 'none':
        return setChoice({ code: null });
      case 'save':
        return save();
      case 'next':
        return onMove(1);
      case 'previous':
        return onMove(-1);
      case 'search':
        return search.current?.querySelector('input')?.focus();
      default:
        shortcut satisfies never;
    }
  };
  const latestAct = useRef(act);
  latestAct.current = act;
  useShortcuts(
    hasShortcuts,
    item.candidates.length,
    useCallback((shortcut: Shortcut) => latestAct.current(shortcut), []),
  );

  return (
    <section className="panel verdict" aria-labelledby={headingId}>
      <header className="verdict-header">
        <div>
          <h2 id={headingId}>
            <Subject>{item.subject}</Subject>
          </h2>
          <p className="verdict-facts">
            <Badge tone={item.occasion === 'audit' ? 'accent' : 'warn'}>
              {item.occasion === 'audit' ? 'Audit' : 'Review'}
            </Badge>
            {item.occasion === 'review' && item.reason ? <ReasonBadge reason={item.reason} /> : null}
            {item.channel ? <span>{channelWords[item.channel]}</span> : null}
            <TimeAgo at={item.decidedAt} />
            {item.occasion === 'review' ? <Link to={`/tickets/${encodeURIComponent(item.ticketId)}`}>Why?</Link> : null}
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
        <div className="verdict-text">
          {item.body ? <TicketText>{item.body}</TicketText> : <p className="muted">No text is kept of this ticket.</p>}
        </div>
        <form
          className="verdict-form"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          {verdict ? (
            <p className="hint" role="status">
              You have said: {verdict.category ?? noCategory}. Another verdict replaces it.
            </p>
          ) : null}
          <CandidateChoices item={item} choice={choice} onChoose={setChoice} hasShortcuts={hasShortcuts} />
          <div ref={search}>
            <CategoryCombobox label="Any category" value={choice} onChange={setChoice} />
          </div>
          <Meaning choice={choice} />
          <div className="field">
            <label className="field-label" htmlFor="verdict-note">
              Note, optional
            </label>
            <textarea
              id="verdict-note"
              rows={2}
              maxLength={2000}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
          </div>
          <div aria-live="polite">
            {meanwhile.length > 0 && history ? (
              <SaidMeanwhile
                words={meanwhile}
                onAccept={() => {
                  setBasedOn(latestWord(history, item.revision)?.correctionId ?? null);
                  setId(newCorrectionId());
                  correction.reset();
                }}
                onDrop={() => onMove(1)}
              />
            ) : null}
          </div>
          <Button type="submit" variant="primary" isDisabled={!canSave}>
            {correction.isPending ? 'Saving…' : isViewer ? 'You may only read' : 'Save and next'}
          </Button>
        </form>
      </div>
    </section>
  );
}

/** What the chosen category means, so that nobody has to know twenty definitions by heart. */
function Meaning({ choice }: { choice: CategoryChoice }) {
  const categoryOf = useCategoryOf();
  const definition = choice?.code ? categoryOf(choice.code)?.definition : undefined;
  const text =
    choice === undefined
      ? 'Choose a category to see what it means.'
      : choice.code === null
        ? 'It fits no definition.'
        : (definition ?? '');
  return (
    <p className="verdict-meaning muted" aria-live="polite">
      {text}
    </p>
  );
}
