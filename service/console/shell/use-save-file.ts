import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FetchedFile, fetchFile } from '../api/fetch-file.ts';
import { pageUser, usePageUser } from '../api/page-user.ts';
import { tellRefusal } from './tell-refusal.ts';

/** Saves a file of the service as a download. What keeps it from coming is told in the page, or leads to signing in. */
export function useSaveFile() {
  const client = useQueryClient();
  const user = usePageUser();
  return useMutation({
    // The file is handed over here and not returned: a mutation keeps what it has come to as long as its link is on the screen.
    mutationFn: async (address: string): Promise<void> => {
      const file = await fetchFile(address, user);
      // An answer may come after its author has signed out, and is not for the next one.
      if (user === pageUser()) handOver(file);
    },
    onMutate: () => ({ author: user }),
    onError: (error, _address, kept) => {
      if (kept?.author === pageUser()) void tellRefusal(client, error);
    },
  });
}

/** A browser takes a file from a link only. */
function handOver({ name, content }: FetchedFile): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // Not at once: some browsers begin to read it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), keptForMs);
}

const keptForMs = 60_000;
