import { parse, parseDocument } from 'yaml';
import type { PolicyDraft } from '../contracts/console-api.ts';
import { type PolicyFile, policyFileSchema } from '../contracts/policy.ts';

export const readPolicy = (text: string): PolicyFile => policyFileSchema.parse(parse(text) ?? {});

/** The policy as it is, comments and all, with a draft's threshold as its default. */
export function policyWithThreshold(text: string, draft: PolicyDraft): string {
  const document = parseDocument(text);
  document.setIn(['thresholds', 'default'], draft.threshold);
  const said = `Draft ${draft.id} of ${draft.createdBy}, ${draft.createdAt}, model ${draft.modelVersion}: default threshold ${draft.threshold} for a target error of ${draft.targetError}.`;
  // Every line break is one to somebody: what was typed must stay a comment.
  const comment = [said, ...draft.note.split(/[\r\n\u0085\u2028\u2029]+/)]
    .filter(Boolean)
    .map((line) => `# ${visible(line)}`);
  return `${comment.join('\n')}\n\n${document.toString({ lineWidth: 0 })}`;
}

const visible = (line: string): string => line.replace(/\p{C}/gu, ' ');
