import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { plantedTickets, survivorOf } from '../privacy/planted-tickets.ts';
import { settledOutcomes } from '../support/count-outcomes.ts';
import { answerOf, completion, json, startFrontierServer } from '../support/frontier-server.ts';
import { readCommitted } from '../support/java-consumer.ts';
import { setUpKafka } from '../support/kafka-setup.ts';
import { startServiceProcess } from '../support/service-process.ts';

it('no planted secret leaves: not in a request, a recording, an event, a trace or a log line, whatever the endpoint echoes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-secrecy-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const kafka = await setUpKafka();
  const server = await startFrontierServer(({ raw, body }, response, number) => {
    const user = body.messages[1]?.content ?? '';
    if (number % 5 === 0) return json(response, { error: { message: `cannot read: ${raw}` } }, 500);
    if (number % 7 === 0) return json(response, completion(`I think that ${user}`));
    json(response, completion(answerOf('STL-LATE', { rationale: user.slice(-600) })));
  });
  const policy = join(folder, 'policy.yaml');
  await writeFile(
    policy,
    JSON.stringify({
      supportedLanguages: ['en', 'de', 'es', 'fr', 'ar', 'it', 'nl', 'pt'],
      thresholds: { default: 1, outOfTaxonomy: 1 },
      frontier: { breaker: { failures: 100 } },
    }),
  );
  const service = startServiceProcess(
    {
      ...kafka.environment,
      SIGNALBOX_POLICY: policy,
      FRONTIER_URL: server.url,
      FRONTIER_MODEL: 'large-1',
      FRONTIER_RECORD_DIR: join(folder, 'exchanges'),
      LOG_LEVEL: 'trace',
    },
    [],
  );
  onTestFinished(() => void service.stop('SIGKILL'));
  const tickets = plantedTickets.map(({ id, subject, body }) => ({
    ticketId: id,
    value: Buffer.from(JSON.stringify({ ticketId: id, subject, body, channel: 'email' })),
  }));
  // What cannot be read is told about as well.
  tickets.push({
    ticketId: 'broken',
    value: Buffer.from(`{"ticketId": "broken", "body": "${plantedTickets[0]?.body}`),
  });
  await kafka.publish(tickets);
  expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: 101, lost: [], doubled: [] });
  const events = await readCommitted(kafka.broker, kafka.topics.routed);
  const output = service.output();
  expect(await service.stop('SIGTERM')).toBe(0);

  const recordings = await Promise.all(
    (await readdir(join(folder, 'exchanges'))).map((name) => readFile(join(folder, 'exchanges', name), 'utf8')),
  );
  const places = {
    requests: server.calls.map(({ raw, headers, path }) => `${path}\n${JSON.stringify(headers)}\n${raw}`),
    recordings,
    events: events.map(({ value, headers }) => `${value}\n${JSON.stringify(headers)}`),
    logs: output.split('\n'),
  };
  for (const [place, texts] of Object.entries(places)) expect(texts.length, place).toBeGreaterThan(10);
  // Short ones, such as a CVV, also stand in what is no secret: they are looked for in their own ticket below.
  const long = plantedTickets
    .flatMap(({ secrets }) => secrets.map(({ text }) => text))
    .filter(({ length }) => length >= 7);
  expect(long.length).toBeGreaterThan(80);
  for (const text of long) {
    const escaped = JSON.stringify(text).slice(1, -1);
    for (const [place, texts] of Object.entries(places)) {
      const found = texts.filter((one) => one.includes(text) || one.includes(escaped)).length;
      expect(found, `${text} in ${place}`).toBe(0);
    }
  }
  // In the tickets themselves nothing is left of a secret, in other spellings or in part.
  let asked = 0;
  for (const { id, secrets } of plantedTickets) {
    const fence = `----- ticket ${createHash('sha256').update(`0:${id}`).digest('hex').slice(0, 12)} -----`;
    const user = server.calls.map(({ body }) => body.messages[1]?.content ?? '').find((text) => text.includes(fence));
    if (user === undefined) continue; // nothing to read, or it gives orders to a model
    asked += 1;
    for (const { text } of secrets) expect(survivorOf(text, user.split(fence)[1] ?? ''), `${text} of ${id}`).toBeNull();
  }
  expect(asked).toBeGreaterThanOrEqual(90);
});
