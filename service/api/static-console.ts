import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { SignalboxError } from '../errors.ts';

/** Addresses that the console answers by itself, in the browser. */
const pages = /^\/(?:(?:comparison|misclassifications|tickets|review|calibration|taxonomy|audit-log)(?:\/.*)?)?$/;

/** The built console. Files with a hash in their name never change; the page that names them is asked for each time. */
export function consoleRouter(folder: string): Router {
  const router = Router();
  const index = join(folder, 'index.html');
  const sendIndex: RequestHandler = (request, response, next) => {
    if (!['GET', 'HEAD'].includes(request.method) || !pages.test(request.path)) return next();
    // Looked for each time: it may be built while the service runs.
    if (!existsSync(index)) {
      throw new SignalboxError('CONSOLE_MISSING', 'the console has not been built', {
        remedy: 'build it: npm run build',
      });
    }
    response.set('cache-control', 'no-store').sendFile(index);
  };
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, redirect: false }),
  );
  router.use(express.static(folder, { index: false, redirect: false, maxAge: '1h' }));
  router.use(sendIndex);
  return router;
}
