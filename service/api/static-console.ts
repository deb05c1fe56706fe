import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type RequestHandler, Router } from 'express';
import { SignalboxError } from '../errors.ts';

/** Addresses that the console answers by itself, in the browser. */
const pages = /^\/(?:(?:comparison|misclassifications|tickets|review|calibration|taxonomy|audit-log)(?:\/.*)?)?$/;

/** A browser that opens an address asks for HTML first; the console then says that nothing is there, and leads back. */
const isForPerson = (request: Request): boolean => request.accepts(['json', 'html']) === 'html';

/** The built console. Files with a hash in their name never change; the page that names them is asked for each time. */
export function consoleRouter(folder: string): Router {
  const router = Router();
  const index = join(folder, 'index.html');
  const sendIndex: RequestHandler = (request, response, next) => {
    const isPage = pages.test(request.path);
    if (!['GET', 'HEAD'].includes(request.method) || !(isPage || isForPerson(request))) return next();
    // Looked for each time: it may be built while the service runs.
    if (!existsSync(index)) {
      if (!isPage) return next();
      throw new SignalboxError('CONSOLE_MISSING', 'the console has not been built', {
        remedy: 'build it: npm run build',
      });
    }
    response
      .status(isPage ? 200 : 404)
      .set('cache-control', 'no-store')
      .sendFile(index);
  };
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, redirect: false }),
  );
  router.use(express.static(folder, { index: false, redirect: false, maxAge: '1h' }));
  router.use(sendIndex);
  return router;
}
