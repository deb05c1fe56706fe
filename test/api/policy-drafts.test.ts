import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createApiKey } from '../../service/api/sign-in/api-keys.ts';
import { createSignIn } from '../../service/api/sign-in/create-sign-in.ts';
import type { AccessRole } from '../../service/contracts/api-access.ts';
import { listActions } from '../../service/review/store/audit-log.ts';
import { openStore } from '../../service/review/store/open-store.ts';
import { checked, expectProblem } from './support/answers.ts';
import { serve } from './support/serve.ts';

const people: Record<string, AccessRole> = { ana: 'analyst', ben: 'analyst', vera: 'viewer', ada: 'admin' };

/** A service with somebody of each role, and a draft of ana's. */
async function withDraft() {
  const { db, close } = await openStore({});
  onTestFinished(close);
  const made = await Promise.all(Object.entries(people).map(([name, role]) => createApiKey(name, role)));
  const file = join(await mkdtemp(join(tmpdir(), 'signalbox-keys-')), 'keys.txt');
  await writeFile(file, made.map(({ line }) => line).join('\n'));
  const signIn = await createSignIn({ kind: 'api_key', file, sessionSecret: undefined });
  const { request, post } = await serve({ store: () => db, signIn });
  const as = (name: string) => ({ authorization: `Bearer ${made[Object.keys(people).indexOf(name)]?.key}` });
  const path = '/v1/policy-drafts';
  const propose = async (draft: object) => checked('post', path, await post(path, draft, as('ana')));
  const list = async () => checked('get', path, await request(path, { headers: as('vera') })).items as unknown[];
  const { id } = await propose({ threshold: 0.9, targetError: 0.02 });
  return {
    propose,
    list,
    id: String(id),
    remove: (name: string, draft = id) => request(`${path}/${draft}`, { method: 'DELETE', headers: as(name) }),
    kept: async () => (await list()).length,
    logged: async () =>
      (await listActions(db, { action: 'delete_draft' }, { limit: 9 })).map(({ who, subject }) => [who, subject]),
  };
}

test('when the note of a draft has personal data, then the answer and what is kept have it masked', async () => {
  const { propose, list } = await withDraft();
  const { note } = await propose({ threshold: 0.9, targetError: 0.02, note: 'ana.lopez@shop.example asked' });
  expect(note).toBe('[EMAIL-1] asked');
  expect(await list()).toContainEqual(expect.objectContaining({ note }));
});

test.each(['ana', 'ada'])('a draft is deleted by its author or an admin, and logged: %s', async (name) => {
  const { id, remove, kept, logged } = await withDraft();
  expect((await remove(name)).status).toBe(204);
  expect(await kept()).toBe(0);
  expect(await logged()).toEqual([[name, id]]);
});

test.each(['ben', 'vera'])('nobody else deletes a draft, and nothing is logged: %s', async (name) => {
  const { remove, kept, logged } = await withDraft();
  expectProblem(await remove(name), 403, 'ROLE_TOO_LOW');
  expect(await kept()).toBe(1);
  expect(await logged()).toEqual([]);
});

test('another analyst hears whose it is and whom to ask', async () => {
  const { remove } = await withDraft();
  expect((await remove('ben')).json()).toMatchObject({
    detail: expect.stringContaining("ana's"),
    remedy: expect.stringMatching(/ask ana or an administrator/),
  });
});

test('of two who delete a draft at once one does it, and it is logged once', async () => {
  const { id, remove, logged } = await withDraft();
  const answers = await Promise.all([remove('ana'), remove('ada')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
  expect(await logged()).toHaveLength(1);
  expectProblem(await remove('ana', id), 404, 'DRAFT_UNKNOWN');
});
