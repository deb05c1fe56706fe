import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import type { Express } from 'express';
import { SignalboxError } from '../errors.ts';

export interface Listening {
  /** `http://HOST:PORT`, an IPv6 address in brackets. */
  url: string;
  close(): Promise<void>;
}

/** @throws SignalboxError CONFIG_INVALID */
export async function listen(app: Express, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = await started(app.listen(port, host), host, port);
  const inHand = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    inHand.add(response);
    response.once('close', () => inHand.delete(response));
  });
  return {
    url: `http://${hostInUrl(host)}:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server, inHand),
  };
}

/**
 * Before anything else is started: that an address cannot be had is a matter of a moment, and broker and model take seconds.
 * @throws SignalboxError CONFIG_INVALID
 */
export async function assertCanListen({ host, port }: { host: string; port: number }): Promise<void> {
  await closeServer(await started(createServer().listen(port, host), host, port));
}

const hostInUrl = (host: string) => (isIP(host) === 6 ? `[${host}]` : host);

function started(server: Server, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve(server));
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const [why, remedy] = describeRefusal(cause);
      reject(
        new SignalboxError('CONFIG_INVALID', `cannot listen on ${hostInUrl(host)}:${port}: ${why}`, { cause, remedy }),
      );
    });
  });
}

const anotherPort = 'choose another HTTP_PORT, or HEALTH_PORT without the role api (0: any free one)';

function describeRefusal({ code, message }: NodeJS.ErrnoException): [why: string, remedy: string] {
  switch (code) {
    case 'EADDRINUSE':
      return ['the port is taken', anotherPort];
    case 'EACCES':
      return ['this user may not listen there', `${anotherPort}; those below 1024 want a right of their own`];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'EAFNOSUPPORT':
      return [
        'this machine does not have the address',
        'set HTTP_HOST to an address or a name of this machine: 127.0.0.1 for itself alone, 0.0.0.0 for all others as well',
      ];
    default:
      return [message, `see HTTP_HOST; or ${anotherPort}`];
  }
}

const answerWithinMs = 2_000;

/** What is in hand is answered first: whoever is cut off cannot know that it was done, and sends it again. */
function closeServer(server: Server, inHand: Iterable<ServerResponse> = []): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), answerWithinMs);
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    for (const response of inHand) {
      if (isEventStream(response)) response.destroy();
      else if (!response.headersSent) response.setHeader('connection', 'close'); // nothing else would end it
    }
    server.closeIdleConnections();
  });
}

/** It ends with its asker, and its asker comes again. */
const isEventStream = (response: ServerResponse) =>
  String(response.getHeader('content-type')).startsWith('text/event-stream');
