import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRoutingEventValidator } from '../../service/contracts/routing-event.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';

const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
const [ticket, event] = [...readme.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => JSON.parse(text));
const validate = createRoutingEventValidator(await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml')));

test('the event that the README shows is what the released model makes of the ticket that it shows', () => {
  const { stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'dist/cli.js'), 'classify'], {
    encoding: 'utf8',
    input: `${JSON.stringify(ticket)}\n`,
    env: { PATH: process.env.PATH },
  });
  expect(stderr).toBe('');
  const made = JSON.parse(stdout);
  // Its place and its times are those of a topic and of a day.
  const { eventId, source, decidedAt, timings } = event;
  const confidence = expect.any(Number);
  expect({ ...made, eventId, source, decidedAt, timings }).toEqual({
    ...event,
    decidedBy: { ...event.decidedBy, confidence },
  });
  // As far as one CPU's int8 arithmetic may lie from another's.
  expect(Math.abs(made.decidedBy.confidence - event.decidedBy.confidence)).toBeLessThanOrEqual(0.01);
  expect(validate(event)).toEqual(event);
  expect(eventId).toBe(`${source.topic}-${source.partition}-${source.offset}`);
});

test('the ticket that it sends over HTTP is the same one', () => {
  const [, sent = ''] = /\/v1\/classify \\\n {2}-d '(.*)'/.exec(readme) ?? [];
  const { ticketId, subject, body } = ticket;
  expect(JSON.parse(sent)).toEqual({ ticketId, subject, body });
});
