import { parse, parseDocument } from 'yaml';
import { prettifyError, ZodError } from 'zod';
import type { PolicyDraft } from '../contracts/api-policy-drafts.ts';
import { type PolicyFile, policyFileSchema } from '../contracts/policy.ts';
import { SignalboxError } from '../errors.ts';

/** The policy file as it lies there now. */
export interface PolicyText {
  text: string;
  path: string;
}

/** @throws SignalboxError POLICY_INVALID: the service began with a valid one, which may have been changed since */
export function readPolicy({ text, path }: PolicyText): PolicyFile {
  try {
    return policyFileSchema.parse(parse(text) ?? {});
  } catch (cause) {
    const reason = cause instanceof ZodError ? prettifyError(cause) : String(cause);
    throw new SignalboxError('POLICY_INVALID', `${path} is no longer a valid policy: ${reason}`, {
      cause,
      remedy:
        'an administrator can correct the file; the log of the service has what is wrong with it, and where it lies',
    });
  }
}

/**
 * The policy as it is, comments and all, with a draft's threshold as its default.
 * @throws SignalboxError POLICY_INVALID
 */
export function policyWithThreshold(policy: PolicyText, draft: PolicyDraft): string {
  readPolicy(policy);
  const document = parseDocument(policy.text);
  document.setIn(['thresholds', 'default'], draft.threshold);
  const said = `Draft ${draft.id} of ${draft.createdBy}, ${draft.createdAt}, model ${draft.modelVersion}: default threshold ${draft.threshold} for a target error of ${draft.targetError}.`;
  // Every line break is one to somebody: what was typed must stay a comment.
  const comment = [said, ...draft.note.split(/[\r\n\u0085\u2028\u2029]+/)]
    .filter(Boolean)
    .map((line) => `# ${visible(line)}`);
  return `${comment.join('\n')}\n\n${document.toString({ lineWidth: 0 })}`;
}

const visible = (line: string): string => line.replace(/\p{C}/gu, ' ');
