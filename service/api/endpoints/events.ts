import { z } from 'zod';
import type { Changed } from '../../contracts/api-events.ts';
import { endpoint } from '../endpoint.ts';

const heartbeatMs = 15_000;

export const getEvents = endpoint({
  method: 'get',
  path: '/v1/events',
  summary: 'Server-sent events: `changed` whenever the store has something new, at most once a second',
  access: 'viewer',
  answer: { status: 200, content: { 'text/event-stream': z.string() } },
  handle: (_asked, { changes, store }) => {
    store(); // while it is down there is nothing to tell, and a browser tries again by itself
    return {
      kind: 'stream',
      open(response) {
        response.writeHead(200, {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        });
        if (response.req.method === 'HEAD') return void response.end();
        // One that has been ended may take a while to close.
        const write = (text: string) => void (response.writableEnded || response.write(text));
        // Whoever comes back asks for all that it shows, so nothing needs to be sent again and `Last-Event-ID` says nothing.
        write('retry: 3000\n\n');
        const beat = setInterval(() => write(': still here\n\n'), heartbeatMs);
        const unsubscribe = changes.subscribe((changed: Changed) => {
          write(`event: changed\ndata: ${JSON.stringify(changed)}\n\n`);
        });
        response.on('close', () => {
          clearInterval(beat);
          unsubscribe();
        });
      },
    };
  },
});
