import type { CorrectionRequest } from '../../contracts/api-corrections.ts';

/** A correction in the making. */
export interface CorrectionDraft {
  /** A category, "none of them", or nothing yet. */
  choice: { code: string | null } | undefined;
  note: string;
  /** The latest word that its author has seen, by its id. */
  seen: string | null;
  /** What was last sent of it. It may have arrived, though no answer came. */
  sent: CorrectionRequest | null;
}

/** By ticket and revision: whoever looks at another one, or has the page laid out anew, finds them again. */
export type CorrectionDrafts = ReadonlyMap<string, CorrectionDraft>;

const nothingYet: CorrectionDraft = { choice: undefined, note: '', seen: null, sent: null };
const keyOf = (ticketId: string, revision: number) => `${revision} ${ticketId}`;

export const draftOf = (drafts: CorrectionDrafts, ticketId: string, revision: number): CorrectionDraft =>
  drafts.get(keyOf(ticketId, revision)) ?? nothingYet;

export function drafted(
  drafts: CorrectionDrafts,
  ticketId: string,
  revision: number,
  change: Partial<CorrectionDraft>,
): CorrectionDrafts {
  const draft = { ...draftOf(drafts, ticketId, revision), ...change };
  const isEmpty = draft.choice === undefined && draft.note === '';
  return isEmpty ? without(drafts, ticketId, revision) : new Map(drafts).set(keyOf(ticketId, revision), draft);
}

/** It has been saved. What was changed since it was sent is of the next correction, made in knowledge of this one. */
export function settledDraft(
  drafts: CorrectionDrafts,
  correctionId: string,
  { ticketId, revision = 1, category, note = '' }: CorrectionRequest,
): CorrectionDrafts {
  const draft = draftOf(drafts, ticketId, revision);
  const isAsSent = draft.choice !== undefined && draft.choice.code === category && draft.note.trim() === note;
  if (isAsSent) return without(drafts, ticketId, revision);
  return drafted(drafts, ticketId, revision, { seen: correctionId, sent: null });
}

/** What it is based on is fixed when a choice is begun, not when it is changed. */
export const chosen = (
  draft: CorrectionDraft,
  choice: CorrectionDraft['choice'],
  begun: Pick<CorrectionDraft, 'seen'>,
): Partial<CorrectionDraft> => (draft.choice === undefined ? { choice, ...begun } : { choice });

/** What is sent once more is the same correction, under the same id; what says anything else is another one. */
export function requestOf(
  { sent }: Pick<CorrectionDraft, 'sent'>,
  said: Omit<CorrectionRequest, 'correctionId'>,
  newId: () => string,
): CorrectionRequest {
  const isSame = sent?.category === said.category && sent.note === said.note && sent.basedOn === said.basedOn;
  return isSame ? sent : { correctionId: newId(), ...said };
}

/** A note is of what was said and not of taking it back. */
export function takeBackOf(
  { note: _, ...said }: CorrectionRequest,
  correctionId: string,
  newId: () => string,
): CorrectionRequest {
  return { ...said, correctionId: newId(), basedOn: correctionId, retracts: correctionId };
}

const without = (drafts: CorrectionDrafts, ticketId: string, revision: number): CorrectionDrafts =>
  new Map([...drafts].filter(([key]) => key !== keyOf(ticketId, revision)));
