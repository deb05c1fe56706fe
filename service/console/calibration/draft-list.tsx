import { Link, useSearchParams } from 'react-router';
import type { PolicyDraft } from '../../contracts/api-policy-drafts.ts';
import { policyDraftAddress } from '../api/endpoints.ts';
import { percent } from '../parts/format.ts';
import { VisibleText } from '../parts/ticket-text.tsx';
import { TimeAgo } from '../parts/time.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';
import { FileLink } from '../shell/file-link.tsx';
import { DeleteDraft } from './delete-draft.tsx';
import { nearestIndex, type ReleasedPoint, thresholdText } from './released-curve.ts';

interface DraftListProps {
  drafts: readonly PolicyDraft[];
  curve: readonly ReleasedPoint[];
  modelVersion: string;
  /** The draft's author, and any admin. */
  canDelete: (draft: PolicyDraft) => boolean;
  onGone: () => void;
}

/** Drafts side by side: what each would route and risk by the model in use, and the way to see it on the curve. */
export function DraftList({ drafts, ...given }: DraftListProps) {
  return (
    <ul className="drafts" tabIndex={-1} aria-label="Drafts, latest first">
      {drafts.map((draft) => (
        <Draft key={draft.id} draft={draft} {...given} />
      ))}
    </ul>
  );
}

type DraftProps = Omit<DraftListProps, 'drafts'> & { draft: PolicyDraft };

function Draft({ draft, curve, modelVersion, canDelete, onGone }: DraftProps) {
  const { id, threshold, targetError, note, createdBy, createdAt } = draft;
  const search = useScopeSearch();
  const [parameters] = useSearchParams();
  const text = thresholdText(threshold);
  const isShown = parameters.get('threshold') === text;
  const point = curve[nearestIndex(curve, threshold) ?? -1];
  return (
    <li>
      <p>
        <strong>{percent(threshold, 2)}</strong>
        {point ? (
          <>
            {' '}
            routes {percent(point.coverage)} without asking, at most {percent(point.riskUpperBound95)} of them wrong
          </>
        ) : null}
      </p>
      {note ? (
        <p dir="auto">
          <VisibleText>{note}</VisibleText>
        </p>
      ) : null}
      <p className="muted">
        For a target of {percent(targetError)}
        {draft.modelVersion === modelVersion ? '' : `, made for the model ${draft.modelVersion}`} ·{' '}
        <bdi>
          <VisibleText>{createdBy}</VisibleText>
        </bdi>
        , <TimeAgo at={createdAt} />
      </p>
      <p className="draft-actions">
        <Link
          to={search({ threshold: text, target: String(targetError) })}
          preventScrollReset
          aria-current={isShown ? 'true' : undefined}
        >
          {isShown ? 'Shown on the curve' : 'Show on the curve'}
          <span className="visually-hidden">: {percent(threshold, 2)}</span>
        </Link>
        <FileLink href={policyDraftAddress(id)} name={`policy-${id}.yaml`}>
          Download<span className="visually-hidden"> policy.yaml with {percent(threshold, 2)}</span>
        </FileLink>
        {canDelete(draft) ? <DeleteDraft draft={draft} onGone={onGone} /> : null}
      </p>
    </li>
  );
}
