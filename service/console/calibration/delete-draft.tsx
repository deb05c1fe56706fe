import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import type { PolicyDraft } from '../../contracts/api-policy-drafts.ts';
import { deletePolicyDraft } from '../api/endpoints.ts';
import { pageUser, usePageUser } from '../api/page-user.ts';
import { policyDraftPagesQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { percent } from '../parts/format.ts';
import { tellRefusal } from '../shell/tell-refusal.ts';
import { toast } from '../shell/toasts.tsx';

interface Props {
  draft: PolicyDraft;
  /** The button has gone with its draft, whoever deleted it. */
  onGone: () => void;
}

/** Asks before it deletes: the file of a draft cannot be had again. */
export function DeleteDraft({ draft, onGone }: Props) {
  const client = useQueryClient();
  const user = usePageUser();
  const isAsked = useRef(false);
  // Not when the list has come: the button is on the screen, with the focus on it, until the list is drawn anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it goes
  useEffect(() => () => void (isAsked.current && onGone()), []);
  const showNewList = () => client.invalidateQueries({ queryKey: policyDraftPagesQuery.queryKey });
  const deletion = useMutation({
    mutationFn: () => deletePolicyDraft(draft.id, user),
    onMutate: () => ({ author: user }),
    onSuccess: (_nothing, _given, { author }) => {
      if (author !== pageUser()) return;
      toast('Draft deleted.');
      return showNewList();
    },
    onError: (error, _given, kept) => {
      if (kept?.author !== pageUser()) return;
      void tellRefusal(client, error);
      // Somebody else may have deleted it.
      return showNewList();
    },
  });
  return (
    <DialogTrigger>
      <Button variant="quiet" size="small" isPending={deletion.isPending}>
        Delete<span className="visually-hidden"> the draft of {percent(draft.threshold, 2)}</span>
      </Button>
      <Popover className="popover">
        <Dialog className="delete-draft">
          {({ close }) => (
            <>
              <Heading slot="title">Delete the draft of {percent(draft.threshold, 2)}?</Heading>
              <p>It cannot be brought back. What is in force stays as it is.</p>
              <p className="draft-actions">
                <Button
                  variant="danger"
                  size="small"
                  onPress={() => {
                    close();
                    isAsked.current = true;
                    deletion.mutate();
                  }}
                >
                  Delete it
                </Button>
                <Button size="small" onPress={close}>
                  Keep it
                </Button>
              </p>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
