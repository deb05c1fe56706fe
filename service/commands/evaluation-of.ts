import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { Config } from '../config.ts';
import type { Evaluation, ListedTicket, PolicyInForce } from '../evaluate/page/evaluation.ts';
import { countWords, firstWordsOf } from '../evaluate/page/shorten.ts';
import type { Rules } from '../load-rules.ts';
import { maskSetAside } from '../privacy/given-away.ts';
import { createMask } from '../privacy/mask-personal-data.ts';
import { maskTicket } from '../privacy/mask-ticket.ts';
import type { AssessedTicket } from '../route-tickets.ts';
import { predictionOf } from './assess-labelled.ts';
import type { EvaluationResult } from './describe-evaluation.ts';
import { type LabelledTicket, nameOf } from './labelled-tickets.ts';

const mostOfSubject = 120;
const mostOfBody = 200;
/** Masking is not asked to read a book for an excerpt; what the words before it give away is known by then. */
const mostMasked = 5_000;

/** What was evaluated, and the rules that held. */
export interface Evaluated {
  assessed: readonly AssessedTicket[];
  tickets: readonly LabelledTicket[];
  rules: Pick<Rules, 'taxonomy' | 'policy' | 'calibration'>;
  result: EvaluationResult;
}

/** What the page says, its texts masked and cut to what is shown. */
export function evaluationOf(
  { assessed, tickets, rules, result }: Evaluated,
  options: object & { tickets: string },
  { policy }: Pick<Config, 'policy'>,
  generatedAt: Date,
): Evaluation {
  const { escalated, trainedOn, calibratedOn, model, taxonomy } = result;
  return {
    metrics: result,
    tickets: assessed.map((ticket, i) => listedTicket(ticket, tickets[i] as LabelledTicket)),
    categories: rules.taxonomy.categories.map(({ code, name }) => ({ code, name })),
    ...(escalated ? { escalated } : {}),
    trainedOn,
    calibratedOn,
    policy: policyInForce(rules, policy),
    model,
    taxonomy,
    file: nameOf(options.tickets),
    command: commandOf(options),
    generatedAt,
  };
}

export function listedTicket(assessed: AssessedTicket, ticket: LabelledTicket): ListedTicket {
  const { clean } = assessed;
  const { id, label, predicted, confidence, outcome, reason } = predictionOf(assessed, ticket);
  // Of the few that are listed: masking all tickets of a large file takes minutes.
  let masked: MaskedTexts | undefined;
  const text = () => {
    masked ??= maskedTexts(clean);
    return masked;
  };
  return {
    ...{ id, label, predicted, confidence, outcome },
    ...(reason ? { reason } : {}),
    get subject() {
      return text().subject;
    },
    get excerpt() {
      return text().excerpt;
    },
    channel: clean.ticket.channel,
    language: clean.language,
    words: countWords(`${clean.subject}\n${clean.body}`),
  };
}

type MaskedTexts = Pick<ListedTicket, 'subject' | 'excerpt'>;

function maskedTexts(clean: AssessedTicket['clean']): MaskedTexts {
  const mask = createMask();
  // A signature gives the name away that stands in the message.
  for (const { text } of clean.setAside) maskSetAside(mask, text.slice(0, mostMasked));
  const { subject, body } = maskTicket(mask, {
    subject: clean.subject.slice(0, mostMasked),
    body: clean.body.slice(0, mostMasked),
  });
  return { subject: firstWordsOf(subject, mostOfSubject), excerpt: firstWordsOf(body, mostOfBody) };
}

function policyInForce(
  { taxonomy, policy, calibration }: Evaluated['rules'],
  { path }: Config['policy'],
): PolicyInForce {
  const released = calibration?.thresholds;
  return {
    file: existsSync(path) ? relative('', path) : null,
    thresholds: policy.thresholds,
    released: released
      ? taxonomy.codes.map(
          (code) => (released.perCategory[code] ?? released.global).threshold ?? Number.POSITIVE_INFINITY,
        )
      : null,
    outOfTaxonomy: {
      threshold: policy.outOfTaxonomyThreshold,
      released: calibration?.outOfTaxonomy.threshold ?? null,
    },
    supportedLanguages: [...policy.supportedLanguages],
  };
}

/** Options as they were typed, for a shell to take again. */
export function commandOf(options: object): string {
  const typed = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [option] : [option, quoted(String(value))];
  });
  return ['npx signalbox evaluate', ...typed].join(' ');
}

const quoted = (text: string): string => (/^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
