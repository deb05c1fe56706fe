import { useState } from 'react';
import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { count, plural } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';

const firstShown = 6;

/** Tickets that fit nowhere, grouped by what they are about: candidates for new categories. */
export function ClustersPanel({ outOfTaxonomy }: Pick<MisclassificationReport, 'outOfTaxonomy'>) {
  const [isAll, setAll] = useState(false);
  const { clusters, tickets, grouped } = outOfTaxonomy;
  const shown = isAll ? clusters : clusters.slice(0, firstShown);
  return (
    <Panel
      title="Belongs to no category"
      note={`${plural(tickets, 'ticket')} outside the taxonomy. Groups of three and more${grouped < tickets ? `, among the latest ${count(grouped)}` : ''}, named by the words that tell them apart, or by a typical subject.`}
      actions={
        clusters.length > firstShown ? (
          <Button variant="quiet" size="small" onPress={() => setAll(!isAll)} aria-expanded={isAll}>
            {isAll ? 'Show fewer' : `Show all ${clusters.length}`}
          </Button>
        ) : null
      }
    >
      <div id="clusters">
        {clusters.length === 0 ? (
          <EmptyState title="No groups">No three of them are about one thing.</EmptyState>
        ) : (
          <ul className="clusters">
            {shown.map(({ suggestedName, terms, size, examples }) => (
              <li key={`${suggestedName} ${examples[0]?.eventId}`} className="cluster">
                <h3>
                  <bdi>
                    <VisibleText>{suggestedName}</VisibleText>
                  </bdi>
                  <Badge>{plural(size, 'ticket')}</Badge>
                </h3>
                <p className="muted">
                  <bdi>{terms.join(' · ')}</bdi>
                </p>
                <ul className="examples" aria-label="Example tickets">
                  {examples.slice(0, 3).map((ticket) => (
                    <li key={ticket.eventId}>
                      <TicketLink ticketId={ticket.ticketId} subject={ticket.subject} excerpt={ticket.excerpt} />
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}
