import fc from 'fast-check';
import type { IHeaders } from 'kafkajs';
import { expect, test } from 'vitest';
import { boundedSends } from '../../service/kafka/bounded-sends.ts';

const mostBytes = 64 * 1024;

function bytesOf({ key, value, headers }: { key: Buffer | string | null; value: Buffer | null; headers?: IHeaders }) {
  const ofHeaders = Object.entries(headers ?? {}).flatMap(([name, content]) => [name, content?.toString() ?? '']);
  const parts = [key ?? '', value ?? '', ...ofHeaders];
  return parts.reduce((sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(part) : part.length), 0);
}

const sized = (most: number) => fc.option(fc.nat(most).map((size) => Buffer.alloc(size)));

test('whatever the messages, all are sent in order, and what goes together stays within the bound', () => {
  const message = fc.record({ key: fc.option(fc.string({ maxLength: 200 })), value: sized(100_000) });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
      const sends = boundedSends(messages, mostBytes);
      expect(sends.flat()).toEqual(messages);
      for (const send of sends) {
        expect(send.length).toBeGreaterThan(0);
        if (send.length > 1) expect(send.reduce((sum, m) => sum + bytesOf(m), 0)).toBeLessThanOrEqual(mostBytes);
      }
      // Two neighbours that fit together with room to spare are not sent apart.
      for (const [i, send] of sends.entries()) {
        const both = [...send, ...(sends[i + 1] ?? [])];
        if (sends[i + 1]) expect(both.reduce((sum, m) => sum + bytesOf(m) + 1_024, 0)).toBeGreaterThan(mostBytes);
      }
    }),
  );
});

test('when messages carry much in their headers, as dead letters may, then that counts as well', () => {
  const headers = { stack: Buffer.alloc(30_000, 'x') };
  const messages = Array.from({ length: 10 }, () => ({ key: null, value: Buffer.from('{'), headers }));
  const sends = boundedSends(messages, mostBytes);
  expect(sends.flat()).toEqual(messages);
  for (const send of sends) expect(send.reduce((sum, m) => sum + bytesOf(m), 0)).toBeLessThanOrEqual(mostBytes);
});

test('when there is nothing to send, then there is no send', () => {
  expect(boundedSends([])).toEqual([]);
});

test('when a message is too large by itself, then it goes alone', () => {
  const messages = [10, 1_000_000, 10, 10].map((size) => ({ key: null, value: Buffer.alloc(size) }));
  expect(boundedSends(messages).map((send) => send.length)).toEqual([1, 1, 2]);
});
