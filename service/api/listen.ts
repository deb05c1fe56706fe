import { createServer, type Server } from 'node:http';
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
  return {
    url: `http://${hostInUrl(host)}:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server),
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

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
