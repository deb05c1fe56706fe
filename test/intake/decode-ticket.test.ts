import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rejectionReasons } from '../../service/contracts/rejection.ts';
import { type Ticket, ticketSchema } from '../../service/contracts/ticket.ts';
import { decodeTicket } from '../../service/intake/decode-ticket.ts';

const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

function ticketFrom(value: unknown, key: string | null = 'KEY-1'): Ticket {
  const decoded = decodeTicket(bytes(value), key === null ? null : Buffer.from(key));
  if (!decoded.ok) throw new Error(`rejected: ${decoded.reason}: ${decoded.detail}`);
  return decoded.ticket;
}

function rejectionOf(value: Buffer | string | object | null, key: string | null = 'KEY-1') {
  const decoded = decodeTicket(
    value === null || Buffer.isBuffer(value) ? value : bytes(value),
    key === null ? null : Buffer.from(key),
  );
  if (decoded.ok) throw new Error('not rejected');
  return decoded;
}

describe('bytes that can never be a ticket', () => {
  test.each([
    ['a tombstone', null, 'tombstone'],
    ['no bytes', Buffer.alloc(0), 'empty_value'],
    ['only white space', Buffer.from(' \r\n\t'), 'empty_value'],
    ['only a byte order mark', Buffer.from('\uFEFF'), 'empty_value'],
    ['Latin-1 bytes', Buffer.from('{"body":"caf\u00e9"}', 'latin1'), 'invalid_utf8'],
    ['a cut multi-byte character', Buffer.from('{"body":"é').subarray(0, 10), 'invalid_utf8'],
    ['UTF-16', Buffer.from('{"body":"x"}', 'utf16le'), 'invalid_json'],
    ['half an object', '{"ticketId":"1"', 'invalid_json'],
    ['a trailing comma', '{"ticketId":"1",}', 'invalid_json'],
    ['two objects', '{}{}', 'invalid_json'],
    ['an array', [{ ticketId: '1' }], 'not_an_object'],
    ['null', 'null', 'not_an_object'],
    ['a string', '"hello"', 'not_an_object'],
    ['a number', '42', 'not_an_object'],
    ['a body in pieces', { body: ['a', 'b'] }, 'invalid_ticket'],
    ['a body as an object', { body: { html: '<p>x</p>' } }, 'invalid_ticket'],
    ['a subject as an object', { subject: {} }, 'invalid_ticket'],
    ['an id as an object', { ticketId: {} }, 'invalid_ticket'],
    ['an id of 201 characters', { ticketId: 'x'.repeat(201) }, 'invalid_ticket'],
  ])('%s', (_name, value, reason) => {
    expect(rejectionOf(value).reason).toBe(reason);
  });

  test.each([101, 10_000, 1_000_000])('%i levels of nesting are too deep, and nothing crashes', (levels) => {
    expect(rejectionOf('['.repeat(levels)).reason).toBe('too_deep');
    expect(rejectionOf(`{"a":`.repeat(levels)).reason).toBe('too_deep');
  });

  test('brackets inside strings are no levels, and 100 levels are allowed', () => {
    const brackets = '[{"\\'.repeat(500);
    const deep = `{"x":${'['.repeat(99)}${']'.repeat(99)},"body":${JSON.stringify(brackets)}}`;
    expect(ticketFrom(deep).body).toBe(brackets);
  });

  test('the detail names the field, what was found and the way out, within the header limit', () => {
    expect(rejectionOf({ body: [1] }).detail).toBe('body is an array; send text or null.');
    expect(rejectionOf({ ticketId: 'y'.repeat(9000) }).detail.length).toBeLessThanOrEqual(500);
  });

  test('the detail of broken JSON does not quote what a customer wrote', () => {
    const { detail } = rejectionOf('my card 4111 was stolen by Jane Roe');
    expect(detail).toContain('not valid JSON');
    expect(detail).not.toMatch(/4111|Jane/);
  });
});

describe('ticketId', () => {
  test.each([
    ['a string', '{"ticketId":"A-7"}', 'KEY-1', 'A-7'],
    ['a safe integer', '{"ticketId":9007199254740991}', 'KEY-1', '9007199254740991'],
    ['an integer written with a fraction', '{"ticketId":12.0}', 'KEY-1', '12'],
    ['an integer written with an exponent', '{"ticketId":1.25e2}', 'KEY-1', '125'],
    ['minus zero', '{"ticketId":-0}', 'KEY-1', '0'],
    [
      'a big number whose digits are the key',
      '{"ticketId":12345678901234567890}',
      '12345678901234567890',
      '12345678901234567890',
    ],
    ['missing', '{"body":"x"}', 'KEY-1', 'KEY-1'],
    ['null', '{"ticketId":null}', 'KEY-1', 'KEY-1'],
    ['blank', '{"ticketId":"  "}', 'KEY-1', 'KEY-1'],
    ['repeated: the last one counts, as for every JSON reader', '{"ticketId":1,"ticketId":2}', 'KEY-1', '2'],
    ['an escaped name', '{"ticket\\u0049d":3}', 'KEY-1', '3'],
    ['beside the same name further down', '{"a":{"ticketId":9},"ticketId":4,"b":[{"ticketId":8}]}', 'KEY-1', '4'],
    ['after a string that looks like it', '{"body":"\\"ticketId\\":5","ticketId":6}', 'KEY-1', '6'],
  ])('%s', (_name, json, key, ticketId) => {
    expect(ticketFrom(json, key).ticketId).toBe(ticketId);
  });

  test.each([
    '12345678901234567890',
    '9007199254740993',
    '9007199254740990.5',
    '1.00000000000000000001',
    '1e400',
    '0.5',
  ])('the number %s cannot be kept exactly, so another key is no help', (digits) => {
    const rejection = rejectionOf(`{"ticketId":${digits}}`, 'KEY-1');
    expect(rejection.reason).toBe('invalid_ticket');
    expect(rejection.detail).toContain(digits);
    expect(rejection.detail).toContain('as a string');
  });

  test('without id and key there is no ticket', () => {
    expect(rejectionOf({ body: 'help' }, null).detail).toMatch(/ticketId is missing/);
    expect(decodeTicket(bytes({ body: 'help' }), Buffer.from([0xff, 0xfe])).ok).toBe(false);
  });

  test('names that only resemble it are not guessed', () => {
    expect(rejectionOf({ id: 1, ticket_id: 2, ticketID: 3 }, null).reason).toBe('invalid_ticket');
  });
});

describe('fields as helpdesks send them', () => {
  test('a byte order mark before the object is ignored', () => {
    expect(ticketFrom('\uFEFF{"body":"hi"}').body).toBe('hi');
  });

  test.each([
    [null, ''],
    [undefined, ''],
    [4711, '4711'],
    [true, 'true'],
    ['', ''],
    ['  as it came \r\n', '  as it came \r\n'],
  ])('a text of %j is read as %j', (found, read) => {
    expect(ticketFrom({ subject: found, body: found })).toMatchObject({ subject: read, body: read });
  });

  test('a number as text keeps all its digits', () => {
    expect(ticketFrom('{"subject":49176123456789012345,"body":1.50}')).toMatchObject({
      subject: '49176123456789012345',
      body: '1.50',
    });
  });

  test.each([
    ['email', 'email'],
    ['E-Mail', 'email'],
    ['e mail', 'email'],
    ['CHAT', 'chat'],
    ['web form', 'web_form'],
    ['Web-Form', 'web_form'],
    ['webForm', 'web_form'],
    ['inApp', 'in_app'],
    ['in-app', 'in_app'],
    ['other', 'other'],
  ])('channel %j is %s', (found, channel) => {
    expect(ticketFrom({ channel: found })).toMatchObject({ channel, extra: {} });
  });

  test('an unknown channel is other, and its name is kept aside', () => {
    expect(ticketFrom({ channel: 'fax' })).toMatchObject({ channel: 'other', extra: { channel: 'fax' } });
    expect(ticketFrom({})).toMatchObject({ channel: 'other', extra: {} });
  });

  test.each([
    ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T12:00:00+02:00', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01 12:00:00.250 +0200', '2024-05-01T10:00:00.250Z'],
    ['2024-05-01T10:00', '2024-05-01T10:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    [1_714_557_600, '2024-05-01T10:00:00.000Z'],
    [1_714_557_600_000, '2024-05-01T10:00:00.000Z'],
    [1_714_557_600.5, '2024-05-01T10:00:00.500Z'],
    ['1714557600', '2024-05-01T10:00:00.000Z'],
    ['1714557600000', '2024-05-01T10:00:00.000Z'],
  ])('createdAt %j is %s', (found, createdAt) => {
    const ticket = ticketFrom({ createdAt: found });
    expect(ticket.createdAt).toBe(createdAt);
    expect(ticket.extra).toEqual({});
  });

  test.each([
    '2024-02-30',
    '2023-02-29',
    '2024-13-01',
    '2024-05-01T25:00:00Z',
    '0001-01-01T00:00:00Z',
    'yesterday',
    '',
    -5,
    0,
    1e18,
    true,
    {},
  ])('createdAt %j is no time: left out and kept aside', (found) => {
    const ticket = ticketFrom({ createdAt: found });
    expect(ticket).not.toHaveProperty('createdAt');
    expect(ticket.extra).toEqual({ createdAt: found });
  });

  test.each([
    [3, 3],
    ['2', 2],
    [undefined, 1],
    [null, 1],
  ])('revision %j is %i', (found, revision) => {
    expect(ticketFrom({ revision: found })).toMatchObject({ revision, extra: {} });
  });

  test.each([0, -1, 1.5, 'two', '', 1e300, [2]])('revision %j counts as the first and is kept aside', (found) => {
    expect(ticketFrom({ revision: found })).toMatchObject({ revision: 1, extra: { revision: found } });
  });

  test.each([
    [{ customer: { tier: 'gold' } }, 'gold', {}],
    [{ customerTier: 'gold' }, 'gold', {}],
    [{ customer: { tier: 2 } }, '2', {}],
    [{ customer: { tier: 'gold', name: 'Ana' } }, 'gold', { customer: { name: 'Ana' } }],
    [{ customer: { tier: 'gold' }, customerTier: 'silver' }, 'gold', { customerTier: 'silver' }],
    [{ customer: { tier: ['gold'] }, customerTier: 'silver' }, 'silver', { customer: { tier: ['gold'] } }],
    [{ customer: 'Ana' }, undefined, { customer: 'Ana' }],
    [{ customer: null, customerTier: null }, undefined, {}],
  ])('tier of %j', (fields, tier, extra) => {
    const ticket = ticketFrom(fields);
    expect(ticket.customerTier).toBe(tier);
    expect(ticket.extra).toEqual(extra);
  });

  test('attachments become names, never contents', () => {
    const attachments = ['a.pdf', { name: 'b.png', content: 'SECRET' }, { filename: 'c.csv' }, { size: 3 }, 7, null];
    const ticket = ticketFrom({ attachments });
    expect(ticket.attachments).toEqual(['a.pdf', 'b.png', 'c.csv']);
    expect(JSON.stringify(ticket)).not.toContain('SECRET');
  });

  test('unknown fields are kept as they are', () => {
    const unknown = { tags: ['vip', 1, null], requester: { email: 'ana@shop.example' }, Körper: 'x', priority: 2 };
    expect(ticketFrom({ ticketId: 'A', ...unknown }).extra).toEqual(unknown);
  });

  test('when an unknown field is an integer that a number cannot keep, then its digits are kept as text', () => {
    const json =
      '{"customer":{"id":1234567890123456781,"tier":2},"requester":{"id":-9007199254740993,"since":1.50},"note":"\\"id\\":1234567890123456781","a":[9007199254740991,12345678901234567890],"priority":2}';
    const ticket = ticketFrom(json);
    expect(ticket.extra).toEqual({
      customer: { id: '1234567890123456781' },
      requester: { id: '-9007199254740993', since: 1.5 },
      note: '"id":1234567890123456781',
      a: [9007199254740991, '12345678901234567890'],
      priority: 2,
    });
    expect(ticket.customerTier).toBe('2');
  });

  test('fields named like parts of a prototype neither pollute nor get lost, even after a careless copy', () => {
    const ticket = ticketFrom(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"hasOwnProperty":1,"a":{"__proto__":{"polluted":true}}}',
    );
    const careless: Record<string, unknown> = Object.assign({}, ticket.extra, ticket.extra.a);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(careless.polluted).toBeUndefined();
    expect(Object.getPrototypeOf(careless)).toBe(Object.prototype);
    expect(Object.keys(ticket.extra)).toEqual(['__proto__ (renamed)', 'constructor', 'hasOwnProperty', 'a']);
    expect(ticketSchema.parse(ticket)).toEqual(ticket);
  });

  test('lone surrogates are replaced everywhere, whole emoji stay', () => {
    const json =
      '{"ticketId":"a\\ud800","subject":"\\udc00b","body":"\\ud83d\\ude00 \\ud800","x\\ud800":["\\udfff"],"attachments":["\\ud801"]}';
    const ticket = ticketFrom(json);
    expect(ticket.body).toBe('😀 \uFFFD');
    expect(JSON.stringify(ticket)).not.toMatch(/\\ud[89a-f]/i);
    expect(() => encodeURIComponent(ticket.ticketId + ticket.subject)).not.toThrow();
  });
});

describe('characters that stores refuse', () => {
  test('U+0000 is replaced in names and unknown fields, and left in the body for cleaning', () => {
    const ticket = ticketFrom({
      ticketId: 'a\u0000',
      attachments: ['b\u0000.pdf'],
      note: ['c\u0000'],
      body: 'd\u0000',
    });
    expect(ticket).toMatchObject({
      ticketId: 'a\uFFFD',
      attachments: ['b\uFFFD.pdf'],
      extra: { note: ['c\uFFFD'] },
      body: 'd\u0000',
    });
  });
});

describe('whatever the bytes are', () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    fc.json({ maxDepth: 8 }).map((json) => Buffer.from(json)),
    fc
      .record(
        Object.fromEntries(
          [
            'ticketId',
            'subject',
            'body',
            'channel',
            'createdAt',
            'revision',
            'customer',
            'attachments',
            '__proto__',
          ].map((name) => [name, fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }))]),
        ),
        { requiredKeys: [] },
      )
      .map((fields) => bytes(fields)),
  );

  test('the answer is a valid ticket or a reason from the list; nothing throws, and it is repeatable', () => {
    fc.assert(
      fc.property(
        anyBytes,
        fc.option(fc.uint8Array({ maxLength: 20 }).map((key) => Buffer.from(key))),
        (value, key) => {
          const decoded = decodeTicket(value, key);
          if (decoded.ok) expect(ticketSchema.parse(decoded.ticket)).toEqual(decoded.ticket);
          else {
            expect(rejectionReasons).toContain(decoded.reason);
            expect(decoded.detail.length).toBeGreaterThan(0);
            expect(decoded.detail.length).toBeLessThanOrEqual(500);
          }
          expect(decodeTicket(value, key)).toEqual(decoded);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('an integer id survives exactly, or is refused', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), (id) => {
        const decoded = decodeTicket(bytes(`{"ticketId":${id}}`), null);
        expect(decoded.ok ? decoded.ticket.ticketId : `${id}`).toBe(`${id}`);
        const isSafe = id >= BigInt(Number.MIN_SAFE_INTEGER) && id <= BigInt(Number.MAX_SAFE_INTEGER);
        expect(decoded.ok).toBe(isSafe);
      }),
    );
  });
});
