import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { readConfig } from '../../service/config.ts';
import type { RoutingEvent } from '../../service/contracts/routing-event.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';
import { json, listed, startEndpoint } from '../classify/stand-in-endpoint.ts';
import { settledOutcomes } from '../support/count-outcomes.ts';
import { readCommitted } from '../support/java-consumer.ts';
import { makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { metric, urlOf } from '../support/reviewing.ts';
import { startService } from '../support/started-service.ts';
import { until } from '../support/until.ts';

it('an escalator and a reviewer without a model settle and keep what a router with one was unsure of', async () => {
  const kafka = await setUpKafka();
  const environment = {
    ...kafka.environment,
    SIGNALBOX_POLICY: join(projectRoot, 'test/support/ask-always.yaml'),
    HEALTH_PORT: '0',
  };
  const tickets = makeTickets(40);
  await kafka.publish(tickets);
  startService(environment, ['--roles', 'router']);
  const others = startService({ ...environment, SIGNALBOX_MODEL: '/nowhere/model' }, ['--roles', 'escalator,reviewer']);
  expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: 40, lost: [], doubled: [] });
  const { modelPath } = readConfig({ SIGNALBOX_MODEL: process.env.SIGNALBOX_MODEL }); // as the router has it
  const manifest = JSON.parse(await readFile(join(modelPath, 'manifest.json'), 'utf8'));
  for (const { value } of await readCommitted(kafka.broker, kafka.topics.routed)) {
    const event: RoutingEvent = JSON.parse(value ?? '');
    expect(event).toMatchObject({ reason: 'frontier_unavailable', modelVersion: manifest.version });
  }
  await until('their decisions are in the store', async () => {
    others.assertAlive();
    if (!urlOf(others)) return false;
    return (await metric(others, 'signalbox_reviewer_records_total{kind="decisions"}')) >= 40;
  });
});

it('when all tickets of a topic wait for a slow endpoint, then somebody who asks about one over HTTP is answered before most of them', async () => {
  const { codes } = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));
  const answer = [listed(Object.fromEntries(codes.map((code) => [code, 1 / codes.length])))];
  const isReaders = (text: string) => text.includes('somebody waits');
  const held: ServerResponse[] = [];
  let isHolding = true;
  const { url, requests } = await startEndpoint(({ inputs }, response, number) => {
    const isTicket = number > 1 && !isReaders(inputs); // the first is the check of the start
    if (isHolding && isTicket) held.push(response);
    else json(response, answer);
  });
  const waiting = () => held.filter(({ closed, writableEnded }) => !closed && !writableEnded); // not those given up and asked again
  const kafka = await setUpKafka({ partitions: 6 });
  await kafka.publish(makeTickets(240));
  const service = startService(
    { ...kafka.environment, CLASSIFIER: 'remote', CLASSIFIER_URL: url, KAFKA_STALL_SECONDS: '3600' },
    ['--roles', 'router,api'],
  );
  await service.ready();
  await until('all places are taken', () => waiting().length >= 8);
  const asked = await post(`${urlOf(service)}/v1/classify`, { ticketId: 'T-1', body: 'somebody waits for this one' });
  let released = 0;
  while (!requests.some(({ inputs }) => isReaders(inputs))) {
    service.assertAlive();
    // It is with the system of the service already, which has looked at all that lies there when it answers what came later.
    await fetch(`${urlOf(service)}/healthz`);
    const before = requests.length;
    json(await until('a ticket is asked about', () => waiting()[0]), answer);
    released += 1;
    await until('its place is taken', () => requests.length > before);
  }
  expect(released).toBeLessThan(16); // two chunks of one partition alone are 24, and eight of them have a place
  expect(await asked.answer).toEqual({
    status: 200,
    body: expect.objectContaining({ ticketId: 'T-1', decision: 'needs_review' }),
  });
  isHolding = false;
  for (const response of waiting()) json(response, answer);
  await until('the tickets go on', async () => (await kafka.progress()).committed === 240);
});

/** @returns when all of it has been handed to the system, with what will be answered */
async function post(
  url: string,
  body: object,
): Promise<{ answer: Promise<{ status: number | undefined; body: unknown }> }> {
  const sent = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
  const answer = once(sent, 'response').then(async ([response]: IncomingMessage[]) => ({
    status: response?.statusCode,
    body: response && JSON.parse(await readText(response)),
  }));
  const finished = once(sent, 'finish');
  sent.end(JSON.stringify(body));
  await finished;
  return { answer };
}
