import type { QueryClient } from '@tanstack/react-query';
import { askRestingAgain } from './ask-again.ts';
import type { Without } from './follow-changes.ts';
import { tellServiceBack } from './service-back.ts';

/** After a time without the stream. Who only looked elsewhere has met no service that was away: the pause that it asked for still holds. */
export function catchUp({ unseen, lost }: Without, client: QueryClient, again: { soon: () => void }): void {
  if (lost) tellServiceBack();
  if (unseen) askRestingAgain(client);
  again.soon();
}
