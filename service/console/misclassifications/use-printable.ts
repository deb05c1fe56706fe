import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reportAddress } from '../api/endpoints.ts';
import { pageUser, usePageUser } from '../api/page-user.ts';
import type { Scope } from '../api/scope.ts';
import { tellRefusal } from '../shell/tell-refusal.ts';
import { toast } from '../shell/toasts.tsx';
import { canBePrinted } from './can-be-printed.ts';

interface Printable {
  address: string;
  open: () => void;
  isPending: boolean;
}

/** Opens the report to print in a tab of its own. A refusal there would be of no use: what keeps it from coming is told in the page. */
export function usePrintable(scope: Scope): Printable {
  const client = useQueryClient();
  const user = usePageUser();
  const address = reportAddress(scope, { format: 'html' }, user);
  const { mutate, reset, isPending } = useMutation({
    mutationFn: async (tab: Window) => {
      const goesOn = await canBePrinted(client, scope);
      if (goesOn && user === pageUser()) tab.location.replace(address);
      else tab.close();
    },
    onMutate: () => ({ author: user }),
    onError: (error, tab, kept) => {
      tab.close();
      if (kept?.author === pageUser()) void tellRefusal(client, error);
    },
    // The tab would otherwise be kept, closed or not, as long as the link to it is on the screen.
    onSettled: () => {
      reset();
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
  return { address, open, isPending };
}

const blocked = 'The browser has blocked the new tab. Allow tabs for this address, and press “Printable” again.';
