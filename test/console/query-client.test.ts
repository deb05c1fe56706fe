import { MutationObserver, onlineManager, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it, vi } from 'vitest';
import { queryClient } from '../../service/console/api/query-client.ts';

afterEach(() => {
  onlineManager.setOnline(true);
  queryClient.clear();
});

it('asks the service and sends to it also where the browser knows of no Internet', async () => {
  onlineManager.setOnline(false);
  expect(await queryClient.fetchQuery({ queryKey: ['report'], queryFn: async () => 'read' })).toBe('read');
  const sent = new MutationObserver(queryClient, { mutationFn: async (text: string) => `${text}, kept` });
  expect(await sent.mutate('draft')).toBe('draft, kept');
});

it('asks anew for what is shown once the browser is connected again', async () => {
  queryClient.mount();
  const queryFn = vi.fn(async () => 'read');
  const shown = new QueryObserver(queryClient, { queryKey: ['report'], queryFn, staleTime: 0 });
  const close = shown.subscribe(() => undefined);
  await vi.waitFor(() => expect(shown.getCurrentResult().data).toBe('read'));
  onlineManager.setOnline(false);
  onlineManager.setOnline(true);
  await vi.waitFor(() => expect(queryFn).toHaveBeenCalledTimes(2));
  close();
  queryClient.unmount();
});
