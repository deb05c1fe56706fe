import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatClient, ChatRequest } from '../../service/escalate/chat-client.ts';
import { countExchanges, recordExchanges, replayExchanges } from '../../service/escalate/exchange-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-exchanges-'));
});
afterAll(() => rm(folder, { recursive: true }));

const request = (content: string, sample = 0): ChatRequest => ({
  messages: [{ role: 'user', content }],
  sample,
  maxTokens: 100,
  temperature: 0,
  logProbabilities: false,
  timeoutMs: 1000,
});
const echo: ChatClient = {
  format: 'json_object',
  chat: async ({ messages, sample }) => ({
    text: `${messages[0]?.content} ${sample}`,
    usage: { inputTokens: 5, outputTokens: 2 },
    tokens: [{ token: 'x', logprob: -1 }],
  }),
};
const recorderIn = (path: string, failures: unknown[] = []) =>
  recordExchanges(echo, { folder: path, model: 'large-1', onFailure: (error) => failures.push(error) });

describe('exchanges', () => {
  it('are played back as they were recorded, each question and sample its own', async () => {
    const path = join(folder, 'a');
    const recorder = recorderIn(path);
    const answers = [
      await recorder.chat(request('one')),
      await recorder.chat(request('one', 1)),
      await recorder.chat(request('two')),
    ];
    expect(await countExchanges(path)).toBe(3);
    const player = replayExchanges(path);
    expect([
      await player.chat({ ...request('one'), timeoutMs: 5 }),
      await player.chat(request('one', 1)),
      await player.chat(request('two')),
    ]).toEqual(answers);
    expect(recorder.format).toBe('json_object');
  });

  it('are masked in their answers too', async () => {
    const path = join(folder, 'b');
    await recorderIn(path).chat(request('write to lena@shop.example'));
    const [name] = await readdir(path);
    const kept = JSON.parse(await readFile(join(path, name ?? ''), 'utf8'));
    expect(kept.answer).toMatchObject({ text: 'write to [EMAIL-1] 0', tokens: null });
  });

  it('that cannot be written leave nothing half done behind', async () => {
    const path = join(folder, 'in-the-way');
    const failures: unknown[] = [];
    const recorder = recorderIn(path, failures);
    await recorder.chat(request('one'));
    const [name = ''] = await readdir(path);
    await rm(join(path, name));
    await mkdir(join(path, name));
    await recorder.chat(request('one'));
    expect(failures).toHaveLength(1);
    expect(await readdir(path)).toEqual([name]);
  });

  it('that were never recorded are refused with what to do', async () => {
    await expect(replayExchanges(folder).chat(request('unknown'))).rejects.toMatchObject({
      code: 'FRONTIER_REFUSED',
      remedy: expect.stringContaining('FRONTIER_RECORD_DIR'),
    });
  });

  it('that are damaged are refused', async () => {
    const path = join(folder, 'c');
    await recorderIn(path).chat(request('one'));
    const [name = ''] = await readdir(path);
    for (const damaged of ['{"answer": 5}', '{"answer', '']) {
      await writeFile(join(path, name), damaged);
      await expect(replayExchanges(path).chat(request('one'))).rejects.toMatchObject({
        code: 'FRONTIER_REFUSED',
        message: expect.stringContaining('is not a recorded exchange'),
      });
    }
  });

  it('of another model are refused, since events name the model', async () => {
    const path = join(folder, 'd');
    await recorderIn(path).chat(request('one'));
    expect(await replayExchanges(path, 'large-1').chat(request('one'))).toMatchObject({ text: 'one 0' });
    await expect(replayExchanges(path, 'small-1').chat(request('one'))).rejects.toMatchObject({
      code: 'FRONTIER_REFUSED',
      remedy: 'set FRONTIER_MODEL=large-1',
    });
  });

  it('that cannot be kept do not cost the ticket its answer', async () => {
    const failures: unknown[] = [];
    await writeFile(join(folder, 'file'), '');
    const answer = await recorderIn(join(folder, 'file'), failures).chat(request('one'));
    expect(answer.text).toBe('one 0');
    expect(failures).toHaveLength(1);
  });
});
