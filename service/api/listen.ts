import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { SignalboxError } from '../errors.ts';

export interface Listening {
  /** `http://HOST:PORT` */
  url: string;
  close(): Promise<void>;
}

/** @throws SignalboxError CONFIG_INVALID */
export async function listen(app: Express, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = await started(app.listen(port, host), host, port);
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server),
  };
}

function started(server: Server, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve(server));
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE';
      reject(
        new SignalboxError(
          'CONFIG_INVALID',
          `cannot listen on ${host}:${port}: ${isTaken ? 'the port is taken' : cause.message}`,
          { cause, remedy: 'choose another HTTP_PORT, or HEALTH_PORT without the role api (0: any free one)' },
        ),
      );
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
