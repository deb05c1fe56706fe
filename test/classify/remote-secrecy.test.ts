import { inspect } from 'node:util';
import { stdSerializers } from 'pino';
import { expect, test } from 'vitest';
import { createRemoteClassifier } from '../../service/classify/remote-classifier.ts';
import { SignalboxError } from '../../service/errors.ts';
import { taxonomy } from '../support/fixtures.ts';
import { type Answer, json, scores, startEndpoint } from './stand-in-endpoint.ts';

const secret = 'my IBAN is DE02120300000000202051';

const hang: Answer = () => undefined;
const cutOff: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('[[');
  response.destroy();
};
/** Error pages and validators like to quote what they were sent. */
const echo =
  (code: number, type = 'application/json'): Answer =>
  ({ inputs }, response) =>
    void response
      .writeHead(code, { 'content-type': type })
      .end(type === 'application/json' ? JSON.stringify({ error: inputs, detail: [{ input: inputs }] }) : inputs);

test.each<[string, Answer]>([
  ...[401, 404, 500, 503].map((code): [string, Answer] => [`${code} that quotes it`, echo(code)]),
  ['a plain text that quotes it', echo(500, 'text/plain; charset=utf-8')],
  ['a page that quotes it', echo(200, 'text/html')],
  ['broken JSON that quotes it', ({ inputs }, r) => void r.setHeader('content-type', 'application/json').end(inputs)],
  ['a label that is the text', ({ inputs }, response) => json(response, [[{ label: inputs, score: 1 }]])],
  ['nothing in time', hang],
  ['a broken connection', cutOff],
])('when a text fails with %s, then no part of the error contains it or the token', async (_what, answer) => {
  const { url } = await startEndpoint((request, response, number) =>
    request.inputs.includes(secret) ? answer(request, response, number) : json(response, [scores]),
  );
  const classifier = await createRemoteClassifier(taxonomy, {
    url,
    token: 'hf_hush',
    temperature: 1,
    attempts: 3,
    firstRetryMs: 1,
    timeoutMs: 500,
  });
  const error = await classifier.classify([{ subject: secret, body: secret }]).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(SignalboxError);
  const logged = JSON.stringify(stdSerializers.err(error as Error));
  const whole = `${logged} ${inspect(error, { depth: null, showHidden: true })} ${ownProperties(error)}`;
  expect(whole).not.toMatch(/IBAN|DE0212|hf_hush/);
});

function ownProperties(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null || seen.has(value)) return String(value);
  seen.add(value);
  return Reflect.ownKeys(value)
    .map((key) => `${String(key)}=${ownProperties(Reflect.get(value, key), seen)}`)
    .join(' ');
}
