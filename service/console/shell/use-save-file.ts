import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FetchedFile, fetchFile } from '../api/fetch-file.ts';
import { pageUser, usePageUser } from '../api/page-user.ts';
import { tellRefusal } from './tell-refusal.ts';

interface Wanted {
  address: string;
  /** Where the service gives none. */
  name: string;
}

/** Saves a file of the service as a download. What keeps it from coming is told in the page, or leads to signing in. */
export function useSaveFile() {
  const client = useQueryClient();
  const user = usePageUser();
  return useMutation({
    mutationFn: ({ address }: Wanted) => fetchFile(address, user),
    onMutate: () => ({ author: user }),
    onSuccess: (file, { name }, { author }) => {
      // An answer may come after its author has signed out, and is not for the next one.
      if (author === pageUser()) handOver(file, name);
    },
    onError: (error, _wanted, kept) => {
      if (kept?.author === pageUser()) void tellRefusal(client, error);
    },
    // Once handed over nobody here needs it.
    gcTime: 0,
  });
}

/** A browser takes a file from a link only. */
function handOver({ name, content }: FetchedFile, otherName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name ?? otherName;
  link.click();
  // Not at once: some browsers begin to read it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), keptForMs);
}

const keptForMs = 60_000;
