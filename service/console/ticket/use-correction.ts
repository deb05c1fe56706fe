import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CorrectionRequest } from '../../contracts/console-api.ts';
import { postCorrection } from '../api/endpoints.ts';
import { asProblem } from '../api/problem.ts';
import { toast } from '../shell/toasts.tsx';

/** Sends a correction and asks again for all that it changes. A stale one brings what was said meanwhile. */
export function useCorrection(done: (correctionId: string, request: CorrectionRequest) => void) {
  const client = useQueryClient();
  const refresh = (ticketId: string) => {
    void client.invalidateQueries({ queryKey: ['ticket', ticketId] });
    for (const key of ['report', 'decisions']) void client.invalidateQueries({ queryKey: [key], refetchType: 'none' });
  };
  return useMutation({
    mutationFn: postCorrection,
    onSuccess: ({ correctionId }, request) => {
      refresh(request.ticketId);
      done(correctionId, request);
    },
    onError: (error, request) => {
      const problem = asProblem(error);
      if (problem.code === 'CORRECTION_STALE') refresh(request.ticketId);
      else toast([problem.message, problem.detail, problem.remedy].filter(Boolean).join(' '), { tone: 'bad' });
    },
  });
}

/** A repeated request is the same correction. Absent where the page is not served securely: the server makes one. */
export const newCorrectionId = (): { correctionId?: string } =>
  typeof crypto.randomUUID === 'function' ? { correctionId: crypto.randomUUID() } : {};
