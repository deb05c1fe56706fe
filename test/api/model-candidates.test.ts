import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { createModelCandidates } from '../../service/api/model-candidates.ts';
import type { Classifier, Scores } from '../../service/classify/classifier.ts';
import { routerParts, scoresOf } from '../support/fixtures.ts';
import { until } from '../support/until.ts';

const scores = scoresOf([0.125, 0.25, 0.625]);
const textsOf = (...eventIds: string[]) =>
  eventIds.map((eventId) => ({ eventId, ticketId: `of ${eventId}`, subject: 'Card', body: `Text of ${eventId}` }));

/** The model answers when it is told to. */
function asked() {
  const waiting: { texts: number; answer: () => void; fail: () => void }[] = [];
  const classify = vi.fn<Classifier['classify']>(
    (texts) =>
      new Promise<Scores[]>((resolve, reject) => {
        const answer = () => resolve(texts.map(() => scores));
        waiting.push({ texts: texts.length, answer, fail: () => reject(new Error('a worker is gone')) });
      }),
  );
  const router = routerParts({ classify, close: async () => undefined });
  return { classify, waiting, candidates: createModelCandidates({ router, log: pino({ level: 'silent' }) }) };
}

describe('the candidates of tickets that a queue shows', () => {
  test('are asked for once, however many readers there are and however often they come', async () => {
    const { classify, waiting, candidates } = asked();
    const readers = Array.from({ length: 5 }, () => candidates(textsOf('a', 'b')));
    await until('the model is asked', () => waiting.length > 0);
    waiting[0]?.answer();
    for (const found of await Promise.all(readers)) {
      expect(found.get('b')?.map(({ category }) => category)).toEqual(['TERMINAL', 'ACCESS', 'PAY']);
    }
    await candidates(textsOf('a'));
    expect(classify).toHaveBeenCalledTimes(1);
  });

  test('are asked for by one reader after the other, and only where they are not known', async () => {
    const { classify, waiting, candidates } = asked();
    const readers = [candidates(textsOf('a', 'b')), candidates(textsOf('b', 'c'))];
    await until('the model is asked', () => waiting.length > 0);
    expect(classify).toHaveBeenCalledTimes(1);
    waiting[0]?.answer();
    await until('the second one asks', () => waiting.length > 1);
    expect(waiting[1]?.texts).toBe(1);
    waiting[1]?.answer();
    expect([...((await readers[1])?.keys() ?? [])]).toEqual(['b', 'c']);
  });

  test('are none while the model fails, and are asked for again', async () => {
    const { waiting, candidates } = asked();
    const failing = candidates(textsOf('a'));
    await until('the model is asked', () => waiting.length > 0);
    waiting[0]?.fail();
    expect((await failing).get('a')).toEqual([]);
    const again = candidates(textsOf('a'));
    await until('the model is asked again', () => waiting.length > 1);
    waiting[1]?.answer();
    expect((await again).get('a')).toHaveLength(3);
  });
});
