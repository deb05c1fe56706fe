import { afterEach, describe, expect, it, vi } from 'vitest';
import { takeKept } from '../../service/console/review/kept-verdicts.ts';
import { type Entry, settle } from '../../service/console/review/outbox.ts';
import { keyOf } from '../../service/console/review/outbox-keys.ts';
import { fakeStore } from './support/fake-store.ts';

const user = 'ana.smith';
const ids = ['0f6d2c8e-1111-4222-8333-444455556666', '0f6d2c8e-1111-4222-8333-444455557777'] as const;
const text = (correctionId: string, place: number) => {
  const [entry] = settle([], `of ${correctionId}`, { correctionId, ticketId: 'T', category: 'PAY', basedOn: null });
  return JSON.stringify({ ...entry, place });
};
const plainKey = `signalbox.outbox.${user}.${ids[0]}`;
const idsOf = (entries: readonly Entry[]) => entries.map(({ request }) => request.correctionId);

afterEach(() => vi.unstubAllGlobals());

describe('the verdicts that an earlier visit left', () => {
  it('are taken up in their order, from where an earlier release left them too', () => {
    const kept = fakeStore({ [keyOf(user, ids[1])]: text(ids[1], 1), [plainKey]: text(ids[0], 0) });
    const { entries, shared } = takeKept(user);
    expect(idsOf(entries)).toEqual([...ids]);
    expect([...shared].toSorted()).toEqual([...ids]);
    expect([...kept.keys()].toSorted()).toEqual(ids.map((id) => keyOf(user, id)));
  });

  it('are taken up beside one that cannot be read, which stays as it is', () => {
    for (const odd of ['{"half', 'null', '{}', '{"request":{}}']) {
      const kept = fakeStore({ [keyOf(user, ids[0])]: odd, [keyOf(user, ids[1])]: text(ids[1], 0) });
      expect(idsOf(takeKept(user).entries)).toEqual([ids[1]]);
      expect(kept.get(keyOf(user, ids[0]))).toBe(odd);
    }
  });

  it('are taken up from a store without room for their new keys, and kept under the old ones', () => {
    const kept = fakeStore({ [plainKey]: text(ids[0], 0) }, { hasRoomFor: (key) => key === plainKey });
    const { entries, shared } = takeKept(user);
    expect(idsOf(entries)).toEqual([ids[0]]);
    // No other tab is thought to have sent it since the new key is missing.
    expect([...shared]).toEqual([]);
    expect([...kept]).toEqual([[plainKey, text(ids[0], 0)]]);
  });

  it('are none where the store is blocked', () => {
    vi.stubGlobal('localStorage', undefined);
    expect(takeKept(user)).toEqual({ entries: [], shared: new Set() });
  });
});
