import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getReport, reportAddress } from '../api/endpoints.ts';
import { pageUser, usePageUser } from '../api/page-user.ts';
import type { Scope } from '../api/scope.ts';
import { tellRefusal } from '../shell/tell-refusal.ts';
import { toast } from '../shell/toasts.tsx';

/**
 * Opens the report to print in a tab of its own. A refusal there would be of no use, so the same report is asked for here
 * first, and what keeps it from coming is told in the page.
 */
export function usePrintable(scope: Scope): { address: string; open: () => void } {
  const client = useQueryClient();
  const user = usePageUser();
  const address = reportAddress(scope, { format: 'html' }, user);
  const { mutate } = useMutation({
    mutationFn: (_tab: Window) => getReport(scope),
    onMutate: () => ({ author: user }),
    onSuccess: (_report, tab, { author }) => {
      if (author === pageUser()) tab.location.replace(address);
      else tab.close();
    },
    onError: (error, tab, kept) => {
      tab.close();
      if (kept?.author === pageUser()) void tellRefusal(client, error);
    },
    gcTime: 0,
  });
  const open = () => {
    // At once: later than the press a browser takes it for an advertisement.
    const tab = window.open('', '_blank');
    if (!tab) return toast(blocked, { tone: 'bad' });
    tab.opener = null;
    tab.document.title = 'Misclassification report';
    tab.document.body.textContent = 'Making the report …';
    mutate(tab);
  };
  return { address, open };
}

const blocked = 'The browser has blocked the new tab. Allow tabs for this address, and press “Printable” again.';
