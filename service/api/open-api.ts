import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problemSchema } from '../contracts/api-problem.ts';
import type { Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints/all.ts';
import { userHeader } from './sign-in/sign-in.ts';

const problem = problemSchema.meta({ id: 'Problem' });

const userHeaders = z.object({
  [userHeader]: z.string().optional().meta({
    description:
      'The name that `GET /v1/session` gives, percent-encoded: with a session cookie, whom the page was opened for. Whatever changes something with a cookie needs it, a token says who one is by itself; without sign-in the name that one goes by',
  }),
});

const reasons: Record<number, string> = {
  400: 'The request is wrong; `detail` says what and where',
  401: 'Not signed in, or the token is not valid',
  403: 'The role does not allow it, or the request comes from another origin',
  404: 'Nothing is known of it',
  409: 'Somebody else was faster',
  412: 'The page was opened for somebody else than who is signed in now; nothing was done',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'The taxonomy has no such category, or a report of that much takes too long; `code` says which',
  428: 'A session cookie came, and no name of whom the page was opened for',
  429: 'Too many requests; `RateLimit` says when there is room again',
  500: 'Something went wrong here; the log of the service has the reason',
  503: 'Something that it needs cannot be reached; the same request may do later',
  504: 'The model did not answer in time; the same request may do later',
};

/** OpenAPI 3.1 from the very schemas that read the requests. */
export function openApiDocument() {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key or an access token; in a browser the session cookie of `POST /v1/session`',
  });
  for (const endpoint of endpoints) registry.registerPath(pathOf(endpoint));
  return new OpenApiGeneratorV31(registry.definitions, { sortComponents: 'alphabetically' }).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Signalbox',
      version: '1',
      description: 'Decisions about support tickets, and what people make of them. Errors have the form of RFC 9457.',
    },
  });
}

function pathOf(endpoint: Endpoint): RouteConfig {
  const { method, path, summary, access, forEveryPage, params, query, body, answer, problems = [] } = endpoint;
  const ofUser = forEveryPage ? [] : method === 'get' || access === 'anyone' ? [412] : [412, 428];
  const ofBody = body ? [413, 415] : [];
  const usual = [400, ...(access === 'anyone' ? [] : [401]), 403, ...ofUser, ...ofBody, 429, 500, 503];
  const failures = [...new Set([...usual, ...problems])].sort((a, b) => a - b);
  const contentOf = (content: Endpoint['answer']['content']) =>
    Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
  return {
    method,
    path,
    summary: access === 'anyone' ? summary : `${summary} (${access})`,
    tags: [path.split('/')[2] ?? ''],
    security: access === 'anyone' ? [] : [{ token: [] }],
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      headers: userHeaders,
      ...(body ? { body: { required: true, content: { 'application/json': { schema: body.schema } } } } : {}),
    },
    responses: {
      [answer.status]: {
        description: 'Done',
        ...(Object.keys(answer.content).length > 0 ? { content: contentOf(answer.content) } : {}),
      },
      ...Object.fromEntries(
        failures.map((status) => [
          status,
          { description: reasons[status] ?? 'Not done', content: { 'application/problem+json': { schema: problem } } },
        ]),
      ),
    },
  };
}
