import { inspect } from 'node:util';
import { stdSerializers } from 'pino';
import { expect, test } from 'vitest';
import { createRemoteClassifier } from '../../service/classify/remote-classifier.ts';
import { SignalboxError } from '../../service/errors.ts';
import { plantedTickets, survivorOf } from '../privacy/planted-tickets.ts';
import { taxonomy } from '../support/fixtures.ts';
import { type Answer, json, scores, startEndpoint } from './stand-in-endpoint.ts';

/** What is left of it when the IBAN is masked is the customer's word still, and belongs in no error. */
const words = 'hush, my account moved';
const secret = `${words} to DE02120300000000202051`;

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
])(
  'when a text fails with %s, then no part of the error contains it, the token or a key of the address',
  async (_what, answer) => {
    const { url } = await startEndpoint((request, response, number) =>
      request.inputs.includes(words) ? answer(request, response, number) : json(response, [scores]),
    );
    const classifier = await createRemoteClassifier(taxonomy, {
      url: `${url}?key=key_hush`,
      token: 'hf_hush',
      temperature: 1,
      attempts: answer === hang ? 1 : 3,
      firstRetryMs: 1,
      timeoutMs: answer === hang ? 3_000 : 300_000, // the check at the start is to be answered in time
    });
    const error = await classifier.classify([{ subject: secret, body: secret }]).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SignalboxError);
    const logged = JSON.stringify(stdSerializers.err(error as Error));
    const whole = `${logged} ${inspect(error, { depth: null, showHidden: true })} ${ownProperties(error)}`;
    expect(whole).not.toMatch(/account moved|IBAN|DE0212|hf_hush|key_hush/);
  },
);

function ownProperties(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null || seen.has(value)) return String(value);
  seen.add(value);
  return Reflect.ownKeys(value)
    .map((key) => `${String(key)}=${ownProperties(Reflect.get(value, key), seen)}`)
    .join(' ');
}

test('the endpoint never sees a secret, neither in the subject nor in the body', async () => {
  const { url, requests } = await startEndpoint((_request, response) => json(response, [scores]));
  const classifier = await createRemoteClassifier(taxonomy, { url, temperature: 1, concurrency: 1 });
  await classifier.classify(plantedTickets);
  const [, ...asked] = requests; // the first is the start-up check
  expect(asked).toHaveLength(plantedTickets.length);
  for (const [i, { id, secrets, keeps }] of plantedTickets.entries()) {
    const inputs = asked[i]?.inputs ?? '';
    for (const { text } of secrets) expect(survivorOf(text, inputs), id).toBeNull();
    for (const text of keeps ?? []) expect(inputs, id).toContain(text);
  }
});

test('one mask covers a ticket, and another ticket begins anew', async () => {
  const { url, requests } = await startEndpoint((_request, response) => json(response, [scores]));
  const classifier = await createRemoteClassifier(taxonomy, { url, temperature: 1, concurrency: 1 });
  await classifier.classify([
    { subject: 'Lena: PIN 4821', body: 'b@shop.example, not a@shop.example\n\nRegards,\nLena Okafor' },
    { subject: '', body: 'a@shop.example' },
  ]);
  expect(requests.slice(1).map(({ inputs }) => inputs)).toEqual([
    '[NAME-1]: PIN [SECRET-1]\n[EMAIL-1], not [EMAIL-2]\n\nRegards,\n[NAME-1]',
    '[EMAIL-1]',
  ]);
});

test.each([100, 120, 140])(
  'when a long text is not masked to its end, then the half of a number there is not sent (%i)',
  async (more) => {
    const { url, requests } = await startEndpoint((_request, response) => json(response, [scores]));
    const classifier = await createRemoteClassifier(taxonomy, { url, temperature: 1 });
    // What is hidden takes so little room that the end of what is masked would be sent.
    const keys = Array.from({ length: 400 }, (_, i) => `sk_live_${`${i}aB`.repeat(30)}`.slice(0, 79)).join(' ');
    const body = `${keys.slice(0, 31_900)} ${'4111 1111 1111 1111 '.repeat(more)}${'a '.repeat(5_000)}`;
    await classifier.classify([{ subject: '', body }]);
    const { inputs = '' } = requests[1] ?? {};
    expect(inputs).toContain('[SECRET-1]');
    expect(inputs).not.toMatch(/4111|1111/);
  },
);

test('when a text is cut for the endpoint, then no secret is cut in two and half of it sent', async () => {
  const { url, requests } = await startEndpoint((_request, response) => json(response, [scores]));
  const classifier = await createRemoteClassifier(taxonomy, { url, temperature: 1 });
  const card = '4111 1111 1111 1111';
  for (const before of [7_985, 7_990, 7_995]) {
    await classifier.classify([{ subject: '', body: `${'a '.repeat(before).slice(0, before)}${card} was charged` }]);
  }
  for (const { inputs } of requests) expect(inputs).not.toMatch(/\d{4}/);
});
