import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { CorrectionRequest } from '../../contracts/api-corrections.ts';
import { postCorrection } from '../api/endpoints.ts';
import { pageUser, usePageUser } from '../api/page-user.ts';
import { asProblem } from '../api/problem.ts';
import { tellRefusal } from '../shell/tell-refusal.ts';
import { toast } from '../shell/toasts.tsx';
import { staleText } from './stale-text.ts';

/** Sends a correction and asks again for all that it changes; `done` is told whether its page is still open. A stale one brings what was said meanwhile to who can see it. */
export function useCorrection(done: (correctionId: string, request: CorrectionRequest, isHere: boolean) => void) {
  const client = useQueryClient();
  const user = usePageUser();
  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
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
      done(correctionId, request, isHere.current);
    },
    onError: (error, request, given) => {
      if (given?.author !== pageUser()) return;
      const problem = asProblem(error);
      if (problem.code !== 'CORRECTION_STALE') return void tellRefusal(client, error);
      refresh(request.ticketId);
      const text = staleText(request, problem, isHere.current);
      if (text !== null) toast(text, { tone: 'bad' });
    },
  });
}
