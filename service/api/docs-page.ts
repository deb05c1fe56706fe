import { Router } from 'express';
import { contentSecurityPolicy as securityPolicy } from 'helmet';
// Not from the package itself: that would load all of the page's own code into this process.
import getAbsoluteFSPath from 'swagger-ui-dist/absolute-path.js';
import { openApiDocument } from './open-api.ts';
import { contentSecurityPolicy } from './request-origin.ts';

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Signalbox API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" href="/docs/favicon-32x32.png">
</head><body><div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
`;
// In a file of its own: the content security policy lets no script run that stands in a page.
const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });\n`;
// Its style sheet has its arrows written into it; no other page needs images that are not files.
const pagePolicy = {
  ...contentSecurityPolicy,
  directives: { ...contentSecurityPolicy.directives, imgSrc: ["'self'", 'data:'] },
};
const files = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** `/openapi.json`, and `/docs` to read it and to try it out. */
export function docsRouter(): Router {
  const router = Router();
  const document = openApiDocument();
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  router.get('/docs', securityPolicy(pagePolicy), (_request, response) => {
    response.type('html').set('cache-control', 'no-store').send(page);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(start);
  });
  for (const name of files) {
    router.get(`/docs/${name}`, (_request, response) => {
      response.sendFile(name, { root: getAbsoluteFSPath(), maxAge: '1h' });
    });
  }
  return router;
}
