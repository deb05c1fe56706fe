import { useQuery } from '@tanstack/react-query';
import { explanationQuery } from '../api/queries.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { percent } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { Subject, TicketText } from '../parts/ticket-text.tsx';

/** Labelled tickets that lie nearest: what the model learnt from. */
export function NearestPanel({
  ticketId,
  revision,
  isTextKept,
}: {
  ticketId: string;
  revision: number;
  isTextKept: boolean;
}) {
  const explanation = useQuery({ ...explanationQuery(ticketId, { revision }), enabled: isTextKept });
  return (
    <Panel title="Nearest labelled tickets" note="From the training set, by embedding; personal data masked.">
      {isTextKept ? (
        <QueryState query={explanation} lines={4}>
          {({ nearest }) =>
            nearest.length === 0 ? (
              <EmptyState title="None">No labelled tickets travel with this model.</EmptyState>
            ) : (
              <ul className="nearest">
                {nearest.map(({ id, label, subject, body, similarity }) => (
                  <li key={id}>
                    <details>
                      <summary>
                        <CategoryName code={label} short />
                        <span className="nearest-subject">
                          <Subject>{subject || firstLine(body)}</Subject>
                        </span>
                        <span className="muted" title="Cosine similarity">
                          {percent(Math.max(0, similarity), 0)} alike
                        </span>
                      </summary>
                      <TicketText>{body}</TicketText>
                    </details>
                  </li>
                ))}
              </ul>
            )
          }
        </QueryState>
      ) : (
        <EmptyState title="None">There is no text here to compare them with.</EmptyState>
      )}
    </Panel>
  );
}

const firstLine = (body: string) => body.trim().split('\n')[0] ?? '';
