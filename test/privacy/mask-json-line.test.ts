import { expect, test } from 'vitest';
import { maskJsonLine } from '../../service/privacy/mask-json-line.ts';
import { plantedTickets, survivorOf } from './planted-tickets.ts';

test.each([
  [
    'the start',
    '{"level":30,"time":"2026-11-02T14:05:33.123Z","model":"1.0.0-20261126","taxonomy":"3.2.0","msg":"model ready"}',
  ],
  ['an address', '{"level":30,"roles":["router","api"],"url":"http://127.0.0.1:8080","msg":"ready"}'],
  ['a broker', '{"level":30,"broker":"localhost:40113","msg":"local Kafka broker at localhost:40113"}'],
  [
    'a batch that is read again',
    '{"level":40,"role":"router","err":{"type":"SignalboxError","message":"http://10.0.3.12:8081/predict answered 503","stack":"SignalboxError: http://10.0.3.12:8081/predict answered 503\\n    at failureOf (file:///srv/signalbox/dist/classify/remote-classifier.ts:190:12)\\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)","code":"CLASSIFIER_FAILED","name":"SignalboxError"},"topic":"support.tickets.inbound.v1","partition":3,"failuresInARow":2,"msg":"a batch was not settled; it is read again"}',
  ],
  [
    'a rebalance',
    '{"level":20,"groupId":"signalbox-router","memberId":"signalbox-router-7f9c24e8-3b5d-4d0a-9a1e-2f6b8c0d1e2f","groupProtocol":"RoundRobinAssigner","memberAssignment":{"support.tickets.inbound.v1":[0,1,2]},"duration":3042,"msg":"kafka ConsumerGroup: Consumer has joined the group"}',
  ],
  [
    'offsets',
    '{"level":20,"offsets":[{"partition":0,"offset":"4611686018427387904"},{"partition":1,"offset":"1002345678"}],"lag":12345678901234567,"ticketId":"T-1002345","correlationId":4012888}',
  ],
  ['what a model used', '{"level":20,"promptTokens":1200,"tokens":"1200","model":"northstar-3","msg":"asked"}'],
  [
    'a connection',
    '{"level":50,"broker":"kafka-0.kafka.svc.cluster.local:9092","clientId":"signalbox-router","err":"connect ECONNREFUSED 192.168.100.100:9092","msg":"kafka Connection: Connection error: connect ECONNREFUSED 192.168.100.100:9092"}',
  ],
  ['odd spelling', '{"a" : "caf\\u00e9 \\/ 12", "b":[ 1.50,-2e3 , true, null ],"c":"","d":"\\\\ \\"x\\""}'],
])('a line without personal data comes back character by character: %s', (_what, line) => {
  expect(maskJsonLine(line)).toBe(line);
});

test.each([
  ['a message', { msg: 'no ticket of lena@shop.example' }, { msg: 'no ticket of [EMAIL-1]' }],
  ['any depth', { a: { b: [{ c: 'card 4111 1111 1111 1111' }] } }, { a: { b: [{ c: 'card [CARD-1]' }] } }],
  ['the name of a field', { 'lena@shop.example': 1 }, { '[EMAIL-1]': 1 }],
  ['what a JSON string escapes', { msg: 'card\t4242\n4242\n4242\n4242' }, { msg: 'card\t[CARD-1]' }],
  ['a field that says what it holds', { customer: { pin: '4821' } }, { customer: { pin: '[SECRET-1]' } }],
  ['a field in camel case', { dateOfBirth: '12/03/1985' }, { dateOfBirth: '[BIRTHDATE-1]' }],
  ['a list', { phones: ['0501234567', '0507654321'] }, { phones: ['[PHONE-1]', '[PHONE-2]'] }],
  ['a number', { phone: 971501234567, partition: 12 }, { phone: '[PHONE-1]', partition: 12 }],
  ['a name', { customerName: 'Lena Okafor', name: 'TypeError' }, { customerName: '[NAME-1]', name: 'TypeError' }],
  ['a plain password', { password: 'sunshine' }, { password: '[SECRET]' }],
  ['a token', { headers: { authorization: 'Bearer abc' } }, { headers: { authorization: '[SECRET]' } }],
])('masks %s', (_what, given, expected) => {
  expect(JSON.parse(maskJsonLine(JSON.stringify(given)))).toEqual(expected);
});

test('one value has one placeholder all over the line', () => {
  const line = JSON.stringify({ msg: 'a@shop.example and b@shop.example', err: { message: 'b@shop.example' } });
  expect(JSON.parse(maskJsonLine(line))).toEqual({ msg: '[EMAIL-1] and [EMAIL-2]', err: { message: '[EMAIL-2]' } });
});

test.each(plantedTickets.map((ticket) => [ticket.id, ticket] as const))('%s: nothing of it survives', (_id, ticket) => {
  const masked = maskJsonLine(JSON.stringify({ msg: ticket.body, err: { message: ticket.subject } }));
  const { msg, err } = JSON.parse(masked);
  const survivors = ticket.secrets.map(({ text }) => survivorOf(text, `${err.message}\n${msg}`));
  expect(survivors.filter((survivor) => survivor !== null)).toEqual([]);
});
