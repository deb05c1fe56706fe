import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

type Message = { offset: string; key: Buffer; batchContext: { producerId: string; inTransaction: boolean } };
type Aborted = { producerId: string; firstOffset: string };
const withoutAborted = createRequire(import.meta.url)('kafkajs/src/consumer/filterAbortedMessages') as (given: {
  messages: Message[];
  abortedTransactions: Aborted[];
}) => Message[];

const abort = Buffer.from([0, 0, 0, 0]);
const message = (offset: number, producerId: string, key = Buffer.from('T-1')): Message => ({
  offset: String(offset),
  key,
  batchContext: { producerId, inTransaction: true },
});

/**
 * Why the store lets the later event of an id win. kafkajs takes the aborted transactions in the order in which they ended and
 * one a message; should it do better one day, that costs nothing and may stay.
 */
test('when transactions of router and escalator overlap and both are aborted, then some of it is handed over, before what is committed', () => {
  const [router, escalator, successor] = ['1', '2', '3'];
  const handedOver = withoutAborted({
    messages: [
      message(10, router),
      message(11, router),
      message(12, escalator),
      message(13, escalator, abort),
      message(14, router, abort),
      message(15, successor),
    ],
    abortedTransactions: [
      { producerId: escalator, firstOffset: '12' },
      { producerId: router, firstOffset: '10' },
    ],
  });
  const data = handedOver.filter(({ key }) => !key.equals(abort)).map(({ offset }) => Number(offset));
  expect(data).toContain(10);
  expect(data.at(-1)).toBe(15);
});
