import { useQuery } from '@tanstack/react-query';
import type { Explanation, TicketView } from '../../contracts/api-tickets.ts';
import { explanationQuery } from '../api/queries.ts';
import { Badge } from '../parts/badge.tsx';
import { useCategories } from '../parts/category-name.tsx';
import { Choice } from '../parts/choice.tsx';
import { plural } from '../parts/format.ts';
import { listedNote } from '../parts/listed-note.ts';
import { Panel } from '../parts/panel.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { EmptyState, ErrorState, LoadingState } from '../parts/states.tsx';
import { TicketText } from '../parts/ticket-text.tsx';
import { useParameter } from '../parts/use-scope.ts';
import { channelWords, setAsideWords } from '../parts/words.ts';
import { MarkedText } from './marked-text.tsx';
import { WordList } from './word-list.tsx';

const views = [
  { id: 'words', label: 'Words that mattered' },
  { id: 'plain', label: 'Plain' },
] as const;

/** The text as it is kept, with the words that drove the decision, and what cleaning set aside. */
export function TextPanel({ ticket, revision }: { ticket: TicketView; revision: number }) {
  const text = ticket.texts.find((given) => given.revision === revision);
  const [view, setView] = useParameter('view', 'words');
  const [category, setCategory] = useParameter('for');
  const isMarked = view !== 'plain' && text !== undefined;
  const explanation = useQuery({
    ...explanationQuery(ticket.ticketId, { revision, ...(category ? { category } : {}) }),
    enabled: isMarked,
  });
  if (!text) {
    return (
      <Panel title="Text">
        {ticket.texts.length < ticket.textCount ? (
          <EmptyState title="Not among the texts that are listed">
            {listedNote(ticket.texts.length, ticket.textCount, 'texts')}
          </EmptyState>
        ) : (
          <EmptyState title="No text is kept">It has not arrived yet, or its retention has passed.</EmptyState>
        )}
      </Panel>
    );
  }
  const words = isMarked ? (explanation.data?.words ?? []) : [];
  return (
    <Panel
      title="Text"
      note={
        <span className="text-facts">
          {channelWords[text.channel]}
          {text.language ? ` · ${text.language}` : ''} · personal data masked
          {text.keptRaw ? <Badge tone="warn">kept raw: cleaning would have left nothing</Badge> : null}
        </span>
      }
      actions={<Segmented label="Text" options={views} value={isMarked ? 'words' : 'plain'} onChange={setView} />}
    >
      {isMarked ? <ExplainedCategory data={explanation.data} value={category} onChange={setCategory} /> : null}
      {text.subject ? (
        <div className="text-subject">
          <MarkedText text={text.subject} words={words.filter(({ field }) => field === 'subject')} />
        </div>
      ) : null}
      {text.body ? (
        <MarkedText text={text.body} words={words.filter(({ field }) => field === 'body')} />
      ) : (
        <p className="muted">The body is empty.</p>
      )}
      {isMarked ? (
        explanation.isError ? (
          <ErrorState error={explanation.error} retry={() => void explanation.refetch()} />
        ) : explanation.data ? (
          <WordList explanation={explanation.data} texts={text} />
        ) : (
          <LoadingState label="Asking the model which words mattered" lines={2} />
        )
      ) : null}
      {text.setAside.length > 0 ? (
        <details className="set-aside">
          <summary>Set aside by cleaning: {plural(text.setAside.length, 'part')}</summary>
          {text.setAside.map(({ kind, text: part }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
            <div key={i} className="set-aside-part">
              <p className="muted">{setAsideWords[kind]}</p>
              <TicketText>{part}</TicketText>
            </div>
          ))}
        </details>
      ) : null}
    </Panel>
  );
}

/** The words may be weighed for any category: why this one, and why not that one. */
function ExplainedCategory({
  data,
  value,
  onChange,
}: {
  data: Explanation | undefined;
  value: string;
  onChange: (code: string) => void;
}) {
  const categories = useCategories();
  const first = data?.candidates[0]?.category;
  const options = [
    { id: '', label: first ? `${first}, the model's choice` : "the model's choice" },
    ...categories
      .filter(({ code }) => code !== first)
      .map(({ code, name }) => ({ id: code, label: `${code} · ${name}` })),
  ];
  return (
    <div className="explained">
      <Choice label="Weighed for" value={value === first ? '' : value} options={options} onChange={onChange} />
      <span className="explained-legend" aria-hidden="true">
        <mark className="word-for">speaks for it</mark> <mark className="word-against">against it</mark>
      </span>
    </div>
  );
}
