import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { answerOf } from '../../service/console/review/queue-state.ts';

it('of a queue that could not be asked again there is no answer, though what was known before is still there', async () => {
  const answers = [async () => 'old', () => Promise.reject(new Error('no answer')), async () => 'new'];
  const queryFn = () => (answers.shift() as () => Promise<string>)();
  const client = new QueryClient();
  const queue = new QueryObserver(client, { queryKey: ['queue'], queryFn, retry: false });
  expect(answerOf(await queue.refetch())).toBe('old');
  const refused = await queue.refetch();
  expect([refused.data, answerOf(refused)]).toEqual(['old', undefined]);
  expect(answerOf(await queue.refetch())).toBe('new');
  client.clear();
});
