import { useRef, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';

/** The id by which the helpdesk knows the ticket, to be taken along. */
export function TicketId({ children }: { children: string }) {
  const shown = useRef<HTMLElement>(null);
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(children);
      setSaid('Copied');
    } catch {
      // A page that is not served securely has no clipboard, and a browser may refuse it.
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
      setSaid('Selected; copy it with Ctrl+C');
    }
  };
  return (
    <span className="verdict-ticket">
      <bdi className="ticket-id" ref={shown}>
        <VisibleText>{children}</VisibleText>
      </bdi>
      <Button variant="quiet" size="small" aria-label="Copy the ticket’s id" onPress={() => void copy()}>
        Copy
      </Button>
      <span role="status">{said}</span>
    </span>
  );
}
