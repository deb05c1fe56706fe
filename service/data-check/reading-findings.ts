import { channelSchema } from '../contracts/ticket.ts';
import { readChannel } from '../intake/read-fields.ts';
import type { CheckedTicket } from './checked-ticket.ts';
import { counted, example, type Finding, finding, inWords, listed, share, tally } from './finding.ts';

/** Texts are measured in tokens where the tokenizer of a model is at hand, else in words. */
export interface TextLength {
  most: number;
  lengthOf(text: { subject: string; body: string }): number;
  isExact: boolean;
}

export interface ReadBy {
  supportedLanguages: ReadonlySet<string>;
  length: TextLength;
}

/** What the service reads otherwise than the labels suggest, or not at all. */
export function readingFindings(tickets: readonly CheckedTicket[], readBy: ReadBy): Finding[] {
  return [
    ...unknownChannels(tickets),
    ...otherLanguages(tickets, readBy.supportedLanguages),
    ...tooLong(tickets, readBy.length),
  ];
}

const nameOfChannel = (channel: unknown): string => (JSON.stringify(channel) ?? 'null').slice(0, 40);
const withCounts = (counts: readonly [string, number][]): string =>
  listed(counts.map(([name, count]) => `${name} (${inWords(count)})`));

function unknownChannels(tickets: readonly CheckedTicket[]): Finding[] {
  const unknown = tickets.filter(({ channel }) => !readChannel(channel).understood);
  const names = tally(unknown, ({ channel }) => nameOfChannel(channel));
  return finding('unknown_channel', unknown, {
    message: `${counted(unknown.length, 'ticket has a channel', 'tickets have channels')} that the service reads as other: ${withCounts(names)}`,
    remedy: `name one of ${channelSchema.options.join(', ')}: by the channel it is decided what is quoted and set aside`,
    show: (ticket) => example([ticket], nameOfChannel(ticket.channel)),
  });
}

/** Those of no category go to people in any language. */
function otherLanguages(tickets: readonly CheckedTicket[], supported: ReadonlySet<string>): Finding[] {
  const languageOf = ({ clean }: CheckedTicket) => clean.language ?? '';
  const others = tickets.filter(
    (ticket) => ticket.label !== null && ticket.clean.language !== null && !supported.has(languageOf(ticket)),
  );
  const counts = withCounts(tally(others, languageOf));
  return finding('unsupported_language', others, {
    message: `${counted(others.length, 'ticket is', 'tickets are')} in a language that the policy does not support: ${counts}; the service sends such tickets to people, and in calibration they count like the others: where they are many, its bound is shown for others than those routed`,
    remedy:
      'name the language under supportedLanguages of policy.yaml, and train from a base that has learnt it (--base), or leave them out',
    show: (ticket) => example([ticket], languageOf(ticket)),
  });
}

function tooLong(tickets: readonly CheckedTicket[], { most, lengthOf, isExact }: TextLength): Finding[] {
  const lengths = new Map(tickets.map((ticket) => [ticket, lengthOf(ticket.clean)]));
  const of = (ticket: CheckedTicket) => lengths.get(ticket) ?? 0;
  const long = tickets.filter((ticket) => of(ticket) > most).sort((a, b) => of(b) - of(a));
  const [about, unit] = isExact ? ['', 'tokens'] : ['about ', 'words'];
  return finding('longer_than_read', long, {
    message: `${counted(long.length, 'ticket is', 'tickets are')} longer than the ${about}${most} ${unit} that the model reads (${share(long.length, tickets.length)})`,
    remedy:
      'look whether what decides stands in their middle, which the model does not see; --max-tokens of the training reads more',
    show: (ticket) => example([ticket], `${of(ticket)} ${unit}`),
  });
}
