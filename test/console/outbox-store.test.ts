import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Outbox, settle } from '../../service/console/review/outbox.ts';
import { keyOf } from '../../service/console/review/outbox-keys.ts';
import { sendFor, update } from '../../service/console/review/outbox-store.ts';
import { fakeStore } from './support/fake-store.ts';

const ids = ['0f6d2c8e-1111-4222-8333-444455556666', '0f6d2c8e-1111-4222-8333-444455557777'] as const;
const request = (correctionId: string) => ({ correctionId, ticketId: 'T', category: 'PAY', basedOn: null });
const client = new QueryClient();
const away = async () => Promise.reject(new TypeError('Failed to fetch'));
const receipts = async (_: string, { body }: RequestInit) =>
  Response.json({ correctionId: JSON.parse(String(body)).correctionId, ticketId: 'T' }, { status: 201 });
const answers = vi.fn<(path: string, init: RequestInit) => Promise<Response>>(away);

beforeEach(() => void vi.stubGlobal('fetch', answers));
afterEach(() => {
  update(() => []);
  sendFor(undefined, false, client);
  answers.mockReset();
  vi.unstubAllGlobals();
});

function outbox(): Outbox {
  let now: Outbox = [];
  update((given) => {
    now = given;
    return given;
  });
  return now;
}
const say = (...given: string[]) => {
  for (const id of given) update((entries) => settle(entries, `of ${id}`, request(id)));
};
const unsentIds = () =>
  outbox()
    .filter(({ state }) => state !== 'sent')
    .map(({ request: { correctionId } }) => correctionId);
const posted = () => answers.mock.calls.map(([, { body }]) => JSON.parse(String(body)).correctionId);

it('has the verdicts that a full store had no room for still when their author signs in again in the same tab', async () => {
  const kept = fakeStore({}, { hasRoomFor: (key) => key === keyOf('ana', ids[1]) });
  answers.mockImplementation(away);
  sendFor('ana', false, client);
  say(...ids);
  expect([...kept.keys()]).toEqual([keyOf('ana', ids[1])]);
  sendFor(undefined, false, client);
  expect(unsentIds()).toEqual([]);
  sendFor('ben', false, client);
  expect(unsentIds()).toEqual([]);
  sendFor(undefined, false, client);

  answers.mockReset().mockImplementation(receipts);
  sendFor('ana', false, client);
  await vi.waitFor(() => expect(unsentIds()).toEqual([]));
  expect(posted().toSorted()).toEqual([...ids]);
  expect([...kept.keys()]).toEqual([]);
});

it('sends none again that arrived, or that another tab has sent or dropped, while its author was away', async () => {
  const kept = fakeStore({}, { hasRoomFor: (key) => key === keyOf('ana', ids[1]) });
  const arrivals: (() => void)[] = [];
  answers.mockImplementation(
    (path, init) => new Promise((resolve) => arrivals.push(() => resolve(receipts(path, init)))),
  );
  sendFor('ana', false, client);
  say(ids[0]);
  answers.mockImplementation(away);
  say(ids[1]);
  sendFor(undefined, false, client);
  const invalidated = vi.spyOn(client, 'invalidateQueries');
  for (const arrive of arrivals) arrive();
  await vi.waitFor(() => expect(invalidated).toHaveBeenCalledWith({ queryKey: ['decisions'], refetchType: 'none' }));
  kept.delete(keyOf('ana', ids[1]));
  answers.mockReset().mockImplementation(receipts);
  sendFor('ana', false, client);
  expect(outbox()).toEqual([]);
  expect(answers).not.toHaveBeenCalled();
});

it.each([200, 401, 403, 404])(
  'keeps a verdict that something between answered for with %i, and sends it again',
  async (status) => {
    const kept = fakeStore();
    answers.mockImplementation(async () => new Response('<title>Sign in</title>', { status }));
    sendFor('ana', false, client);
    say(ids[0]);
    await vi.waitFor(() => expect(outbox()).toMatchObject([{ state: 'waiting', failures: 1 }]));
    expect(outbox()[0]?.problem).toMatch(/^Something between answered in Signalbox’s place\./);
    expect([...kept.keys()]).toEqual([keyOf('ana', ids[0])]);
  },
);
