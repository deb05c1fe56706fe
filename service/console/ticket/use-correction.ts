import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CorrectionRequest } from '../../contracts/console-api.ts';
import { postCorrection } from '../api/endpoints.ts';
import { pageUser, usePageUser } from '../api/page-user.ts';
import { asProblem } from '../api/problem.ts';
import { tellRefusal } from '../shell/tell-refusal.ts';

/** Sends a correction and asks again for all that it changes. A stale one brings what was said meanwhile. */
export function useCorrection(done: (correctionId: string, request: CorrectionRequest) => void) {
  const client = useQueryClient();
  const user = usePageUser();
  const refresh = (ticketId: string) => {
    void client.invalidateQueries({ queryKey: ['ticket', ticketId] });
    for (const key of ['report', 'decisions']) void client.invalidateQueries({ queryKey: [key], refetchType: 'none' });
  };
  return useMutation({
    mutationFn: (request: CorrectionRequest) => postCorrection(request, user),
    onMutate: () => ({ author: user }),
    onSuccess: ({ correctionId }, request, { author }) => {
      // An answer may come after its author has signed out, and is not for the next one.
      if (author !== pageUser()) return;
      refresh(request.ticketId);
      done(correctionId, request);
    },
    onError: (error, request, given) => {
      if (given?.author !== pageUser()) return;
      if (asProblem(error).code === 'CORRECTION_STALE') refresh(request.ticketId);
      else void tellRefusal(client, error);
    },
  });
}

/** A repeated request is the same correction. Absent where the page is not served securely: the server makes one. */
export const newCorrectionId = (): { correctionId?: string } =>
  typeof crypto.randomUUID === 'function' ? { correctionId: crypto.randomUUID() } : {};
