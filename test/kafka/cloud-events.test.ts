import { describe, expect, test } from 'vitest';
import { cloudEventHeaders, continuedTraceparent, headerText } from '../../service/kafka/cloud-events.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const valid = `00-${traceId}-${spanId}-01`;
const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
// kafkajs gives null for a header without a value, which its types do not say.
const noValue = null as unknown as Buffer;

describe('a header as text', () => {
  test.each([
    ['bytes', Buffer.from('a'), 'a'],
    ['a text', 'a', 'a'],
    ['a repeated one: the last counts', [Buffer.from('a'), 'b'], 'b'],
    ['an empty one', Buffer.alloc(0), ''],
    ['one without a value', noValue, undefined],
    ['an absent one', undefined, undefined],
  ])('%s', (_what, value, text) => {
    expect(headerText(value === undefined ? {} : { name: value }, 'name')).toBe(text);
    expect(headerText(undefined, 'name')).toBeUndefined();
  });
});

describe('when the message carries a valid traceparent, then its trace goes on in a new span', () => {
  test.each([
    ['bytes', Buffer.from(valid), '01'],
    ['a text', valid, '01'],
    ['not sampled', Buffer.from(`00-${traceId}-${spanId}-00`), '00'],
    ['the last of two', [Buffer.from('nonsense'), Buffer.from(valid)], '01'],
  ])('%s', (_what, traceparent, flags) => {
    const [, trace, span, sampled] = form.exec(continuedTraceparent({ traceparent })) ?? [];
    expect([trace, sampled]).toEqual([traceId, flags]);
    expect(span).not.toBe(spanId);
  });
});

describe('when it carries none that is valid by W3C, then an unsampled trace begins', () => {
  test.each([
    ['none', undefined],
    ['an empty one', Buffer.alloc(0)],
    ['one without a value', noValue],
    ['nonsense', Buffer.from('hello')],
    ['an all-zero trace', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['an all-zero parent', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['the forbidden version', `ff-${traceId}-${spanId}-01`],
    ['too short', `00-${traceId}-${spanId}`],
    ['something behind it', `${valid}-x`],
  ])('%s', (_what, traceparent) => {
    const given = traceparent === undefined ? {} : { traceparent };
    const [, trace, , sampled] = form.exec(continuedTraceparent(given)) ?? [];
    expect(trace).toMatch(/[1-9a-f]/);
    expect(trace).not.toBe(traceId);
    expect(sampled).toBe('00');
    expect(continuedTraceparent(given)).not.toContain(trace);
  });
});

test('an event has the headers of CloudEvents in binary mode', () => {
  const about = { id: 'a-0-1', type: 't.v1', subject: 'T-1', time: '2025-03-04T05:06:07.089Z', traceparent: valid };
  expect(cloudEventHeaders(about)).toEqual({
    ce_specversion: '1.0',
    ce_id: 'a-0-1',
    ce_source: '/signalbox',
    ce_type: 't.v1',
    ce_subject: 'T-1',
    ce_time: '2025-03-04T05:06:07.089Z',
    'content-type': 'application/json',
    traceparent: valid,
  });
});
