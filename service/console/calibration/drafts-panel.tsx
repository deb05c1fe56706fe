import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { postPolicyDraft } from '../api/endpoints.ts';
import { pageUser, usePageUser } from '../api/page-user.ts';
import { policyDraftPagesQuery, sessionQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { percent } from '../parts/format.ts';
import { PagedList } from '../parts/paged-list.tsx';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';
import { tellRefusal } from '../shell/tell-refusal.ts';
import { toast } from '../shell/toasts.tsx';
import { DraftList } from './draft-list.tsx';
import { useDraftReason } from './draft-reason.ts';
import type { ReleasedPoint } from './released-curve.ts';

/** A threshold is never changed from here: a draft is a policy file that its owner puts in place. */
export function DraftsPanel({
  curve,
  modelVersion,
  threshold,
  targetError,
  canKeep,
}: {
  curve: readonly ReleasedPoint[];
  modelVersion: string;
  threshold: number;
  targetError: number;
  canKeep: boolean;
}) {
  const client = useQueryClient();
  const drafts = useInfiniteQuery(policyDraftPagesQuery);
  const session = useQuery(sessionQuery).data?.user;
  const isViewer = session?.role === 'viewer';
  const list = useRef<HTMLDivElement>(null);
  const user = usePageUser();
  const { reason, write, settle } = useDraftReason();
  const draft = useMutation({
    mutationFn: (given: Parameters<typeof postPolicyDraft>[0]) => postPolicyDraft(given, user),
    onMutate: () => ({ author: user }),
    onSuccess: (_kept, { note = '' }, { author }) => {
      // An answer may come after its author has signed out, and is not for the next one.
      if (author !== pageUser()) return;
      settle(note);
      toast('Draft kept.');
      return client.invalidateQueries({ queryKey: policyDraftPagesQuery.queryKey });
    },
    onError: (error, _given, kept) => {
      if (kept?.author === pageUser()) void tellRefusal(client, error);
    },
  });
  return (
    <Panel title="Drafts of the policy" note="Nothing changes here: download one and put it in place of policy.yaml.">
      {isViewer ? null : (
        <form
          className="draft-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (canKeep && !draft.isPending) draft.mutate({ threshold, targetError, note: reason.trim() });
          }}
        >
          <label className="visually-hidden" htmlFor="draft-note">
            Why this threshold
          </label>
          <input
            id="draft-note"
            className="input"
            placeholder="Why this threshold"
            maxLength={2000}
            value={reason}
            onChange={({ target }) => write(target.value)}
          />
          <Button type="submit" variant="primary" isDisabled={!canKeep} isPending={draft.isPending}>
            Keep {percent(threshold, 2)}
          </Button>
        </form>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <div ref={list} role="group" tabIndex={-1} aria-label="Drafts that are kept">
        <PagedList pages={drafts}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState title="No drafts yet" />
            ) : (
              <DraftList
                drafts={items}
                curve={curve}
                modelVersion={modelVersion}
                canDelete={({ createdBy }) => session?.role === 'admin' || (!isViewer && session?.name === createdBy)}
                onGone={() => focusIfLost(list.current)}
              />
            )
          }
        </PagedList>
      </div>
    </Panel>
  );
}

/** Whoever has gone on to write somewhere else is left there. */
function focusIfLost(list: HTMLElement | null): void {
  const { activeElement, body } = document;
  if (activeElement === null || activeElement === body) list?.focus({ preventScroll: true });
}
