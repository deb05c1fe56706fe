import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { newId } from '../../service/console/api/new-id.ts';
import { correctionRequestSchema } from '../../service/contracts/api-corrections.ts';

it('gives each correction an id that the API takes, also on a page that is not served securely', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  onTestFinished(() => void vi.unstubAllGlobals());
  const ids = Array.from({ length: 100 }, newId);
  expect(new Set(ids).size).toBe(100);
  for (const correctionId of [...ids, randomUUID()])
    expect(
      correctionRequestSchema.parse({ correctionId, ticketId: 'T-1', category: null, basedOn: null }),
    ).toMatchObject({ correctionId });
});
