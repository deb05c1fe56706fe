import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RoutingEvent } from '../../../service/contracts/routing-event.ts';
import type { Taxonomy } from '../../../service/contracts/taxonomy.ts';
import type { Ticket } from '../../../service/contracts/ticket.ts';
import { cleanTicket } from '../../../service/intake/clean-ticket.ts';
import { projectRoot } from '../../../service/project-root.ts';
import { auditPosition } from '../../../service/review/audit-sample.ts';
import { setAuditRates } from '../../../service/review/store/audit-rates.ts';
import type { Database } from '../../../service/review/store/open-store.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { recordEscalations } from '../../../service/review/store/record-escalations.ts';
import { recordRejections } from '../../../service/review/store/record-rejections.ts';
import { recordTickets } from '../../../service/review/store/record-tickets.ts';
import { seededRandom } from '../../review/support/seeded-random.ts';

interface Labelled {
  id: string;
  channel: Ticket['channel'];
  subject: string | null;
  body: string;
  label: string | null;
}

const hourMs = 3_600_000;
const auditRate = 0.06;

/** Texts that a console must show as what they are. */
const odd: Pick<Labelled, 'subject' | 'body'>[] = [
  {
    subject: 'الدفعة لم تصل',
    body: 'مرحبا،\nدفعتنا ليوم الثلاثاء لم تصل بعد. المبلغ 12٬400 درهم.\n\nThe invoice is INV-2211.\nشكرا',
  },
  {
    subject: 'Refund \u202eDSU 00.5\u202c please',
    body: 'Pay\u200bout of \u202e004,1\u202c <script>alert(1)</script> =1+1',
  },
  { subject: null, body: 'no subject here, and a-very-long-word-'.repeat(12) },
];

/**
 * A month of decisions about the labelled tickets, by a model that confuses neighbours, with people who read some of them. The
 * last two days drift. Everything follows from the seed and from `now`.
 */
export async function recordPracticeMonth(
  db: Database,
  taxonomy: Taxonomy,
  { now, tickets: wanted = 4000 }: { now: Date; tickets?: number },
): Promise<void> {
  const random = seededRandom(7);
  const labelled = ['train', 'test']
    .flatMap((name) =>
      readFileSync(join(projectRoot, `training-data/tickets/${name}.jsonl`), 'utf8')
        .trim()
        .split('\n'),
    )
    .map((line) => JSON.parse(line) as Labelled)
    .map((ticket) => ({ ticket, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ ticket }) => ticket)
    .slice(0, wanted);
  const neighbours = new Map(
    taxonomy.categories.map(({ code, excludes }) => [code, excludes.map(({ goesTo }) => goesTo)] as const),
  );
  const flooded = taxonomy.codes[3] as string;
  await setAuditRates(db, { since: new Date(now.getTime() - 60 * 24 * hourMs), rate: auditRate, categories: {} });

  const events: RoutingEvent[] = [];
  const texts: Parameters<typeof recordTickets>[1][number][] = [];
  const escalated: Parameters<typeof recordEscalations>[1][number][] = [];
  const corrections: Parameters<typeof recordCorrections>[1][number][] = [];
  labelled.forEach((given, i) => {
    const age = (1 - i / labelled.length) ** 1.2 * 44 * 24 * hourMs;
    const decidedAt = new Date(now.getTime() - age - random() * hourMs);
    const isDrift = age < 2 * 24 * hourMs && random() < 0.3;
    const source = { topic: 'tickets.inbound', partition: i % 6, offset: i };
    const ticketId = String(48_000 + i);
    const truth = given.label;
    const options = truth === null ? taxonomy.codes : (neighbours.get(truth) ?? taxonomy.codes);
    const near = (options[Math.floor(random() ** 2 * options.length)] ?? taxonomy.codes[0]) as string;
    const isEasy = truth !== null && random() < 0.75;
    const isWrong = truth === null || random() < (isEasy ? 0.012 : 0.34);
    const choice = isDrift ? flooded : isWrong ? near : (truth as string);
    const confidence = isEasy && !isDrift ? 0.955 + random() * 0.044 : 0.35 + random() * 0.6;
    const second = choice === truth ? near : (truth ?? (taxonomy.codes[5] as string));
    const candidates = [
      { category: choice, probability: confidence },
      ...(second === choice ? [] : [{ category: second, probability: (1 - confidence) * 0.7 }]),
      ...(() => {
        const third = taxonomy.codes.find((code) => code !== choice && code !== second) as string;
        return [{ category: third, probability: (1 - confidence) * 0.2 }];
      })(),
    ].sort((a, b) => b.probability - a.probability);
    const modelVersion = age > 16 * 24 * hourMs ? '1.0.0-20261020-71fd2b0a' : '1.0.0-20261126-cbc7ecaa';
    const shared = {
      specVersion: 1 as const,
      eventId: `tickets.inbound-${source.partition}-${source.offset}`,
      ticketId,
      revision: 1,
      source,
      language: 'en',
      taxonomyVersion: taxonomy.version,
      modelVersion,
      decidedAt: decidedAt.toISOString(),
      timings: { queuedMs: 40 + random() * 400, classifyMs: 14 + random() * 9 },
      cost: { usd: 0 },
    };
    const routeOf = (code: string) => taxonomy.categories.find((category) => category.code === code)?.route as never;
    const answer = {
      model: 'llama-3.3-70b',
      promptVersion: '5',
      votes: { for: random() < 0.8 ? 3 : 2, of: 3 },
      rationale: `The ticket asks about ${taxonomy.categories.find(({ code }) => code === choice)?.name ?? choice}; nothing in it speaks for a neighbour.`,
    };
    const isUnsure = confidence < 0.955;
    if (!isUnsure) {
      const decidedBy = { kind: 'model' as const, model: 'meridian', version: modelVersion, confidence };
      events.push({ ...shared, decision: 'routed', category: choice, route: routeOf(choice), decidedBy });
    } else if (truth === null && random() < 0.85) {
      events.push({ ...shared, decision: 'needs_review', reason: 'out_of_taxonomy', candidates });
    } else {
      escalated.push({
        receivedAt: decidedAt,
        ticket: {
          ...shared,
          channel: given.channel,
          subject: '',
          body: '',
          candidates,
          threshold: 0.955,
          embedding: null,
        },
      });
      const timings = { ...shared.timings, frontierMs: 700 + random() * 1900 };
      const cost = { usd: 0.0009 + random() * 0.0012 };
      const fromFrontier = random() < 0.9 ? (truth ?? choice) : near;
      if (random() < 0.72) {
        const decidedBy = { kind: 'frontier' as const, ...answer };
        events.push({
          ...shared,
          timings,
          cost,
          decision: 'routed',
          category: fromFrontier,
          route: routeOf(fromFrontier),
          decidedBy,
        });
      } else if (random() < 0.5) {
        const opinion = { category: fromFrontier, ...answer };
        events.push({
          ...shared,
          timings,
          cost,
          decision: 'needs_review',
          reason: 'models_disagree',
          candidates,
          opinion,
        });
      } else {
        const reason =
          random() < 0.7 ? 'frontier_unavailable' : random() < 0.5 ? 'budget_exhausted' : 'protected_category';
        events.push({ ...shared, decision: 'needs_review', reason, candidates });
      }
    }
    const text = i >= labelled.length - odd.length ? { ...given, ...odd[labelled.length - 1 - i] } : given;
    const ticket: Ticket = {
      ticketId,
      revision: 1,
      subject: text.subject ?? '',
      body: text.body,
      channel: given.channel,
      // Some helpdesks send in turns, and some do not say when.
      ...(i % 3 === 0 ? {} : { createdAt: new Date(decidedAt.getTime() - (i % 3) * hourMs).toISOString() }),
      attachments: [],
      extra: {},
    };
    texts.push({ clean: cleanTicket(ticket), source, receivedAt: decidedAt });

    const event = events.at(-1) as RoutingEvent;
    const isReview = event.decision === 'needs_review';
    const isAudited = !isReview && auditPosition(ticketId) < auditRate;
    const isSettled = age > 1.5 * 24 * hourMs;
    const isReported = !isReview && event.category !== truth && random() < 0.3;
    if (isSettled && ((isReview && random() < 0.8) || (isAudited && random() < 0.85) || isReported)) {
      const slips = random() < 0.03;
      corrections.push({
        correctionId: `practice-${i}`,
        receivedAt: new Date(decidedAt.getTime() + 5 * hourMs),
        offset: i,
        correction: {
          ticketId,
          revision: 1,
          category: slips ? near : truth,
          correctedBy: random() < 0.5 ? 'Ana Duarte' : 'Tomasz Lis',
          correctedAt: new Date(decidedAt.getTime() + 4 * hourMs).toISOString(),
          occasion: isReview ? 'review' : isAudited ? 'audit' : 'unasked',
        },
      });
    }
  });
  for (let i = 0; i < events.length; i += 500) {
    await recordTickets(db, texts.slice(i, i + 500));
    await recordDecisions(db, events.slice(i, i + 500));
  }
  await recordEscalations(db, escalated);
  await recordCorrections(db, corrections);
  const rejection = { reason: 'invalid_json' as const, receivedAt: now };
  await recordRejections(
    db,
    [1, 2, 3].map((offset) => ({ ...rejection, source: { topic: 'tickets.inbound', partition: 9, offset } })),
  );
}
