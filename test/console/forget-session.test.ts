import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { forgetSession } from '../../service/console/api/forget-session.ts';
import { openPageFor, pageUser } from '../../service/console/api/page-user.ts';
import type { Session } from '../../service/contracts/api-access.ts';

const ana: Session = { user: { name: 'ana', role: 'analyst' }, signIn: 'api_key' };

describe('signing out', () => {
  it('tells the page that nobody is signed in, and keeps nothing of what was shown', async () => {
    const client = new QueryClient();
    const told: unknown[] = [];
    openPageFor('ana');
    const session = { queryKey: ['session'], queryFn: async () => ana, staleTime: Number.POSITIVE_INFINITY };
    client.setQueryData(session.queryKey, ana);
    client.setQueryData(['ticket', 'T-1'], { subject: 'My card' });
    client.setQueryData(['audit-log', 'pages', {}], { pages: [] });
    await client
      .getMutationCache()
      .build(client, { mutationFn: async () => ana })
      .execute(undefined);
    const stop = new QueryObserver(client, session).subscribe(({ data }) => told.push(data));

    await forgetSession(client);
    await expect.poll(() => told.at(-1)).toEqual({ user: null, signIn: 'api_key' });
    expect(client.getQueryCache().getAll()).toHaveLength(1);
    expect(client.getMutationCache().getAll()).toEqual([]);
    expect(pageUser()).toBeNull();
    stop();
  });
});
