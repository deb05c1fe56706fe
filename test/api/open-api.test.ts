import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { endpoints } from '../../service/api/endpoints/all.ts';
import { expressPath } from '../../service/api/mount-endpoints.ts';
import { openApiDocument } from '../../service/api/open-api.ts';
import { serve } from './support/serve.ts';

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}

const routesOf = (stack: Layer[]) =>
  stack.flatMap(({ route }) =>
    route?.path.startsWith('/v1') ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : [],
  );
const documented = () =>
  Object.entries(openApiDocument().paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method} ${expressPath(path)}`),
  );

test('what Express serves under /v1 is what OpenAPI documents, to the last route', async () => {
  const { app } = await serve();
  const served = routesOf((app as unknown as { router: { stack: Layer[] } }).router.stack);
  expect(served.sort()).toEqual(documented().sort());
  expect(served).toHaveLength(endpoints.length);
});

test('/openapi.json is OpenAPI 3.1 with every query field, body and problem', async () => {
  const { request } = await serve();
  const { openapi, paths } = parse((await request('/openapi.json')).text);
  expect(openapi).toBe('3.1.0');
  for (const { method, path, query, body, answer } of endpoints) {
    const operation = paths[path][method];
    const fields = (operation.parameters ?? []).filter((field: { in: string }) => field.in === 'query');
    expect(fields.map(({ name }: { name: string }) => name)).toEqual(Object.keys(query?.shape ?? {}));
    expect(operation.requestBody !== undefined).toBe(body !== undefined);
    expect(Object.keys(operation.responses[answer.status].content ?? {})).toEqual(Object.keys(answer.content));
    const headers = (operation.parameters ?? []).filter((field: { in: string }) => field.in === 'header');
    expect(headers.map(({ name }: { name: string }) => name)).toEqual(['x-signalbox-user']);
  }
});

test.each<[string, string, (endpoint: (typeof endpoints)[number]) => boolean]>([
  [
    '401',
    'wants a sign-in or is one',
    ({ access, method, path }) => access !== 'anyone' || `${method} ${path}` === 'post /v1/session',
  ],
  ['413', 'reads a body', ({ body }) => body !== undefined],
  ['422', 'knows categories or makes a report', ({ path }) => /explanation|corrections|reports/.test(path)],
  ['428', 'changes something for a user', ({ access, method }) => access !== 'anyone' && method !== 'get'],
  ['500', 'can fail here', () => true],
])('when an endpoint can answer %s, then OpenAPI says so: one that %s', (status, _, can) => {
  const { paths } = parse(JSON.stringify(openApiDocument()));
  const names = (of: typeof endpoints) => of.map(({ method, path }) => `${method} ${path}`);
  const documented = endpoints.filter(({ method, path }) => paths[path][method].responses[status] !== undefined);
  expect(names(documented)).toEqual(names(endpoints.filter(can)));
});

test('what asks the model on request names the answer when that takes too long', () => {
  const slow = endpoints
    .filter(({ problems }) => problems?.includes(504))
    .map(({ method, path }) => `${method} ${path}`);
  expect(slow.sort()).toEqual(['get /v1/tickets/{ticketId}/explanation', 'post /v1/classify']);
  const { paths } = parse(JSON.stringify(openApiDocument()));
  expect(paths['/v1/classify'].post.responses[504].description).toContain('in time');
});
