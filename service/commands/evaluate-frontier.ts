import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EscalatedTicket } from '../contracts/escalated-ticket.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { SignalboxError } from '../errors.ts';
import { buildPrompt, parseTemplate } from '../escalate/build-prompt.ts';
import { parseAnswer } from '../escalate/parse-answer.ts';
import { type FrontierLift, frontierLift, type SecondOpinion } from '../evaluate/frontier-lift.ts';
import { createMask } from '../privacy/mask-personal-data.ts';
import { projectRoot } from '../project-root.ts';
import { parseObject, readLines } from './labelled-tickets.ts';

/** A labelled ticket that the fine-tuned model was unsure of. */
export interface UnsureTicket {
  id: string;
  label: string | null;
  ticket: EscalatedTicket;
}

/** Raw answers by ticket id; undefined when none are to be scored. @throws SignalboxError INPUT_INVALID */
export async function readAnswers(
  { frontier, exportPrompts: prompts, answers: path }: { frontier?: boolean; exportPrompts?: string; answers?: string },
  tickets: readonly { id: string }[],
): Promise<Map<string, string> | undefined> {
  if (!frontier && (prompts || path)) {
    throw new SignalboxError('INPUT_INVALID', '--export-prompts and --answers belong to --frontier', {
      remedy: 'add --frontier',
    });
  }
  if (frontier && !prompts && !path) {
    throw new SignalboxError('INPUT_INVALID', '--frontier needs answers: no provider is asked by this command', {
      remedy:
        'write the prompts with --export-prompts FILE, have them answered, and give the answers with --answers FILE',
    });
  }
  if (!path) return undefined;
  const known = new Set(tickets.map(({ id }) => id));
  const answers = new Map<string, string>();
  for (const { number, text } of await readLines(path)) {
    const { id, answer } = parseObject(text) ?? {};
    const refuse = (reason: string) => {
      throw new SignalboxError('INPUT_INVALID', `${path}:${number}: ${reason}`, {
        remedy: 'a line is {"id": "…", "answer": "the raw text of the answer"}; nothing was evaluated',
      });
    };
    if (typeof id !== 'string' || typeof answer !== 'string') return refuse('needs "id" and "answer", both text');
    if (!known.has(id)) return refuse(`there is no ticket ${id} in the evaluated file`);
    if (answers.has(id)) return refuse(`a second answer to ticket ${id}`);
    answers.set(id, answer);
  }
  return answers;
}

/** One line a ticket: id, prompt version, system and user message, personal data masked. */
export async function exportPrompts(unsure: readonly UnsureTicket[], taxonomy: Taxonomy, path: string): Promise<void> {
  const template = parseTemplate(await readFile(join(projectRoot, 'service/escalate/prompt.md'), 'utf8'));
  const lines = unsure.map(({ id, ticket }) => {
    const mask = createMask();
    const masked = { ...ticket, subject: mask(ticket.subject), body: mask(ticket.body) };
    return JSON.stringify({ id, promptVersion: template.version, ...buildPrompt(masked, taxonomy, template) });
  });
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
}

/** What the answers would have changed. An answer to a ticket that the model was sure of was never asked for and counts nowhere. */
export function scoreAnswers(
  unsure: readonly UnsureTicket[],
  answers: ReadonlyMap<string, string>,
  taxonomy: Taxonomy,
): FrontierLift {
  const opinions = unsure.map(({ id, label, ticket }): SecondOpinion => {
    const text = answers.get(id);
    const parsed = text === undefined ? undefined : parseAnswer(text, taxonomy);
    return {
      label,
      before: ticket.candidates[0]?.category ?? '',
      after: parsed?.ok ? parsed.answer.category : undefined,
    };
  });
  return frontierLift(opinions, unsure.filter(({ id }) => answers.has(id)).length);
}
