import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readConfig } from '../../service/config.ts';
import { policyFileSchema } from '../../service/contracts/policy.ts';
import { startFrontier } from '../../service/start-frontier.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { calibration, model, policy, taxonomy } from '../support/fixtures.ts';
import { completion, json, type Reply, startFrontierServer } from '../support/frontier-server.ts';

const released = { folder: '', manifest: { ...model } as never, calibration };
const log = createLog('silent');

function started(environment: NodeJS.ProcessEnv, frontierPolicy: object = {}) {
  const { frontier } = readConfig(environment);
  if (!frontier) throw new Error('no frontier is configured');
  const rules = { ...policyFileSchema.parse({ frontier: frontierPolicy }).frontier, record: null };
  return startFrontier(frontier, { taxonomy, released, model, policy: { ...policy, frontier: rules } }, log);
}
async function checked(reply: Reply, environment: NodeJS.ProcessEnv = {}) {
  const { url } = await startFrontierServer(reply);
  const { check } = await started({ FRONTIER_URL: url, FRONTIER_MODEL: 'large-1', ...environment });
  return check();
}
const exact = '{"rationale":"a check","category":"PAY","outOfTaxonomy":false,"doubt":"low"}';

describe('the check of a frontier model', () => {
  it.each<[string, Reply, string]>([
    [
      'keeps to the strict form',
      (_call, response) => json(response, completion(exact)),
      'large-1 answers, asked in json_schema',
    ],
    [
      'takes the form and drops it',
      (_call, response) => json(response, completion(`Of course: ${exact}`)),
      'takes and does not keep to; its answers are read all the same',
    ],
    ['talks', (_call, response) => json(response, completion('How can I help?')), 'may be of no use'],
    [
      'wants no form at all',
      ({ body }, response) =>
        body.response_format
          ? json(response, { error: { message: 'unknown' } }, 400)
          : json(response, completion(exact)),
      'large-1 answers, asked in prompt_only',
    ],
  ])('says when it %s', async (_, reply, finding) => {
    expect(await checked(reply)).toContain(finding);
  });

  it.each<[string, Reply, object]>([
    ['token', (_call, response) => json(response, {}, 401), { remedy: expect.stringContaining('FRONTIER_TOKEN') }],
    ['model', (_call, response) => json(response, {}, 404), { remedy: expect.stringContaining('FRONTIER_MODEL') }],
    [
      'address',
      (_call, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      { remedy: expect.stringContaining('FRONTIER_URL') },
    ],
  ])('says when the %s is wrong', async (_, reply, expected) => {
    await expect(checked(reply)).rejects.toMatchObject(expected);
  });

  it('says when there is no token for a provider, before it asks', async () => {
    const { check } = await started({ FRONTIER_PROVIDER: 'together', FRONTIER_MODEL: 'org/large-1' });
    await expect(check()).rejects.toMatchObject({
      code: 'FRONTIER_MISCONFIGURED',
      remedy: expect.stringContaining('FRONTIER_TOKEN'),
    });
  });

  it('counts recorded exchanges, or says that there is no such folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-check-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'a.json'), '{}');
    expect(await (await started({ FRONTIER_URL: `replay:${folder}` })).check()).toContain('1 recorded exchanges');
    await expect((await started({ FRONTIER_URL: `replay:${folder}/none` })).check()).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});

it('a record that was measured on another model, prompt or fine-tuned model does not count', async () => {
  const environment = { FRONTIER_URL: 'http://127.0.0.1:1/v1', FRONTIER_MODEL: 'large-1' };
  const { frontier } = readConfig(environment);
  const { promptVersion } = (await started(environment)).frontier;
  const recordOf = async (model: string, version: string, fineTunedVersion = '0.3.0') => {
    const record = { schemaVersion: 1 as const, model, promptVersion: version, fineTunedVersion, pairs: [] };
    const rules = { ...policy, frontier: { ...policy.frontier, record } };
    if (!frontier) throw new Error('no frontier is configured');
    return (
      await startFrontier(
        frontier,
        { taxonomy, released, model: { name: 'tiny', version: '0.3.0' }, policy: rules },
        log,
      )
    ).rules.record;
  };
  expect(await recordOf('large-1', promptVersion)).toMatchObject({ model: 'large-1' });
  expect(await recordOf('small-1', promptVersion)).toBeNull();
  expect(await recordOf('large-1', '0.0.1')).toBeNull();
  expect(await recordOf('large-1', promptVersion, '0.2.0')).toBeNull();
});

it('a limit for one ticket needs a price as well', async () => {
  const environment = { FRONTIER_URL: 'http://127.0.0.1:1/v1', FRONTIER_MODEL: 'large-1' };
  await expect(started(environment, { perTicketUsd: 0.01 })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

it('a budget for a model whose price is not known is refused, with the line that is missing', async () => {
  const environment = {
    FRONTIER_URL: 'http://127.0.0.1:1/v1',
    FRONTIER_MODEL: 'large-1',
    FRONTIER_DAILY_BUDGET_USD: '5',
  };
  await expect(started(environment)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    remedy: expect.stringContaining('frontier.prices."large-1"'),
  });
  const prices = { 'large-1': { inputPerMillion: 1, outputPerMillion: 2 } };
  expect((await started(environment, { prices })).frontier.model).toBe('large-1');
});

it('says when no call fits in a limit, since nothing would ever be spent of it', async () => {
  const prices = { 'large-1': { inputPerMillion: 3, outputPerMillion: 15 } };
  const smallLimits = async (dailyUsd: string, frontierPolicy: object = {}) => {
    const environment = { FRONTIER_URL: 'http://127.0.0.1:1/v1', FRONTIER_MODEL: 'large-1' };
    return (
      await started({ ...environment, FRONTIER_DAILY_BUDGET_USD: dailyUsd }, { prices, ...frontierPolicy })
    ).smallLimits(6);
  };
  expect(await smallLimits('6')).toEqual([]);
  expect(await smallLimits('0')).toEqual([]);
  expect(await smallLimits('0.06')).toEqual([
    expect.stringMatching(/^FRONTIER_DAILY_BUDGET_USD leaves each of 6 partitions 0\.0100 USD a day/),
  ]);
  expect(await smallLimits('6', { perTicketUsd: 0.001 })).toEqual([
    expect.stringMatching(/^frontier\.perTicketUsd is 0\.0010 USD, and a call may cost 0\.0/),
  ]);
});

describe('the check of a frontier model where it must cost nothing', () => {
  const environment = { FRONTIER_MODEL: 'large-1', FRONTIER_TOKEN: 'token-1' };
  const freely = async (reply: Reply, signal?: AbortSignal) => {
    const { url } = await startFrontierServer(reply);
    const { check } = await started({ ...environment, FRONTIER_URL: url });
    return check({ isFree: true, ...(signal ? { signal } : {}) });
  };

  it.each<[string, unknown, string]>([
    ['has the model', { data: [{ id: 'small-1' }, { id: 'large-1' }] }, 'the endpoint has large-1'],
    ['has another one', { data: [{ id: 'small-1' }] }, 'does not list large-1, but small-1'],
    ['has no list', 'hello', 'large-1 has not been tried'],
  ])('says when the endpoint %s', async (_, list, finding) => {
    const paths: string[] = [];
    const found = await freely((call, response) => {
      paths.push(`${call.path} ${call.headers.authorization}`);
      json(response, list);
    });
    expect(found).toContain(finding);
    expect(paths).toEqual(['/v1/models Bearer token-1']); // and no completion
  });

  it.each([
    [401, 'FRONTIER_MISCONFIGURED', 'FRONTIER_TOKEN'],
    [307, 'FRONTIER_MISCONFIGURED', 'moved'],
    [503, 'FRONTIER_FAILED', 'endpoint'],
  ])('says what a %d means', async (status, code, remedy) => {
    await expect(freely((_call, response) => json(response, {}, status))).rejects.toMatchObject({
      code,
      remedy: expect.stringContaining(remedy),
    });
  });

  it('does not read a list that would fill the memory', async () => {
    const endless = { data: [{ id: 'large-1' }], more: 'x'.repeat(20_000_000) };
    expect(await freely((_call, response) => json(response, endless))).toContain('large-1 has not been tried');
  });

  it('a stop while the list is read ends it with its own reason', async () => {
    const stopping = new AbortController();
    const own = fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (...call) => {
      const response = await own(...call);
      setImmediate(() => stopping.abort(new Error('stopping')));
      return response;
    });
    onTestFinished(() => void vi.restoreAllMocks());
    const checked = freely((_call, response) => response.writeHead(200).write('{"data":'), stopping.signal);
    await expect(checked).rejects.toThrow('stopping');
  });

  it('says when there is nobody at the address, and of a provider that it has not been tried', async () => {
    const nobody = await started({ ...environment, FRONTIER_URL: 'http://127.0.0.1:9/v1' });
    await expect(nobody.check({ isFree: true })).rejects.toMatchObject({
      remedy: 'check FRONTIER_URL and the network',
    });
    const provider = await started({ ...environment, FRONTIER_PROVIDER: 'together' });
    expect(await provider.check({ isFree: true })).toContain('has not been tried');
  });
});
