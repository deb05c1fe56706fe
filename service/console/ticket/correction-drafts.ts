/** A correction in the making. */
export interface CorrectionDraft {
  /** A category, "none of them", or nothing yet. */
  choice: { code: string | null } | undefined;
  note: string;
  /** The latest word that its author has seen, by its id. */
  seen: string | null;
  /** Of the correction that it becomes: what is sent once more is the same one. */
  id: { correctionId?: string };
}

/** By ticket and revision: whoever looks at another one, or has the page laid out anew, finds them again. */
export type CorrectionDrafts = ReadonlyMap<string, CorrectionDraft>;

const nothingYet: CorrectionDraft = { choice: undefined, note: '', seen: null, id: {} };
const keyOf = (ticketId: string, revision: number) => `${revision} ${ticketId}`;

export const draftOf = (drafts: CorrectionDrafts, ticketId: string, revision: number): CorrectionDraft =>
  drafts.get(keyOf(ticketId, revision)) ?? nothingYet;

export const drafted = (
  drafts: CorrectionDrafts,
  ticketId: string,
  revision: number,
  change: Partial<CorrectionDraft>,
): CorrectionDrafts =>
  new Map(drafts).set(keyOf(ticketId, revision), { ...draftOf(drafts, ticketId, revision), ...change });

/** It has been saved. */
export const settledDraft = (drafts: CorrectionDrafts, ticketId: string, revision: number): CorrectionDrafts =>
  new Map([...drafts].filter(([key]) => key !== keyOf(ticketId, revision)));

/** What it is based on is fixed when a choice is begun, not when it is changed. */
export const chosen = (
  draft: CorrectionDraft,
  choice: CorrectionDraft['choice'],
  begun: Pick<CorrectionDraft, 'seen' | 'id'>,
): Partial<CorrectionDraft> => (draft.choice === undefined ? { choice, ...begun } : { choice });
