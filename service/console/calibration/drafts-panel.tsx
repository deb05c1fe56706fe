import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PolicyDraft } from '../../contracts/api-policy-drafts.ts';
import { policyDraftAddress, postPolicyDraft } from '../api/endpoints.ts';
import { pageUser, usePageUser } from '../api/page-user.ts';
import { policyDraftPagesQuery, sessionQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { percent } from '../parts/format.ts';
import { PagedList } from '../parts/paged-list.tsx';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';
import { TimeAgo } from '../parts/time.tsx';
import { tellRefusal } from '../shell/tell-refusal.ts';
import { toast } from '../shell/toasts.tsx';

/** A threshold is never changed from here: a draft is a policy file that its owner puts in place. */
export function DraftsPanel({
  threshold,
  targetError,
  canKeep,
}: {
  threshold: number;
  targetError: number;
  canKeep: boolean;
}) {
  const client = useQueryClient();
  const drafts = useInfiniteQuery(policyDraftPagesQuery);
  const isViewer = useQuery(sessionQuery).data?.user?.role === 'viewer';
  const user = usePageUser();
  const [note, setNote] = useState('');
  const draft = useMutation({
    mutationFn: (given: Parameters<typeof postPolicyDraft>[0]) => postPolicyDraft(given, user),
    onMutate: () => ({ author: user }),
    onSuccess: (_kept, _given, { author }) => {
      // An answer may come after its author has signed out, and is not for the next one.
      if (author !== pageUser()) return;
      setNote('');
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
            draft.mutate({ threshold, targetError, note: note.trim() });
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
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
          <Button type="submit" variant="primary" isDisabled={!canKeep || draft.isPending}>
            Keep {percent(threshold, 2)}
          </Button>
        </form>
      )}
      <PagedList pages={drafts}>
        {(items) => (items.length === 0 ? <EmptyState title="No drafts yet" /> : <DraftList drafts={items} />)}
      </PagedList>
    </Panel>
  );
}

function DraftList({ drafts }: { drafts: readonly PolicyDraft[] }) {
  return (
    <ul className="drafts" tabIndex={-1} aria-label="Drafts, latest first">
      {drafts.map(({ id, threshold, targetError, note, createdBy, createdAt }) => (
        <li key={id}>
          <p>
            <a href={policyDraftAddress(id)} download={`policy-${id}.yaml`}>
              {percent(threshold, 2)}
            </a>{' '}
            <span className="muted">
              for at most {percent(targetError)} wrong · {createdBy}, <TimeAgo at={createdAt} />
            </span>
          </p>
          {note ? (
            <p dir="auto">
              <VisibleText>{note}</VisibleText>
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
