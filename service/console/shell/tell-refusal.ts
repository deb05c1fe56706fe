import type { QueryClient } from '@tanstack/react-query';
import { refusalText } from '../api/refusal-text.ts';
import { toast } from './toasts.tsx';

export async function tellRefusal(client: QueryClient, error: unknown): Promise<void> {
  const text = await refusalText(client, error);
  if (text !== null) toast(text, { tone: 'bad' });
}
