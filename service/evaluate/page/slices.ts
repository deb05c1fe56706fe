import { type Html, html } from '../../printed-page/escape-html.ts';
import { table } from '../../printed-page/html-table.ts';
import { clopperPearson } from '../../statistics/intervals.ts';
import { belongs, type Evaluation, isRight, isRouted, isRoutedWrongly, type ListedTicket } from './evaluation.ts';
import { leftOut, scrolling, shareOf, whole } from './wording.ts';

const mostSlices = 20;
const mostWordsOfShort = 25;
const mostWordsOfMedium = 100;

interface Slice {
  name: string;
  tickets: ListedTicket[];
}

/** The same figures of parts of the file: where a model is quietly bad. */
export function slices({ tickets }: Evaluation): Html {
  return html`<p>Accuracy and coverage are of the tickets that belong to a category, the error of all that would be routed. With so many slices one or two look bad by chance: an interval that reaches the value of all tickets says nothing yet.</p>
${slicesBy('channel', 'Channel', tickets, ({ channel }) => channel.replace('_', ' '))}
${slicesBy('language', 'Language', tickets, ({ language }) => (language === null ? 'cannot be told' : nameOfLanguage(language)))}
${slicesBy('length', 'Length', tickets, lengthOf, [...lengths])}`;
}

/** @param order of the slices; without it those of most tickets come first */
function slicesBy(
  kind: string,
  title: string,
  tickets: readonly ListedTicket[],
  nameOf: (ticket: ListedTicket) => string,
  order?: readonly string[],
): Html {
  const groups = new Map<string, Slice>();
  for (const ticket of tickets) {
    const name = nameOf(ticket);
    const group = groups.get(name) ?? { name, tickets: [] };
    groups.set(name, group);
    group.tickets.push(ticket);
  }
  const sorted = [...groups.values()].sort((a, b) =>
    order ? order.indexOf(a.name) - order.indexOf(b.name) : b.tickets.length - a.tickets.length,
  );
  const listed = sorted.slice(0, mostSlices);
  const whole = { name: 'All tickets', tickets: [...tickets] };
  return html`<section><h3>By ${kind}</h3>
${belowOf(listed, tickets)}${leftOut(listed.length, sorted.length, 'most frequent')}
${scrolling(
  `By ${kind}`,
  table([title, 'Tickets', 'Accuracy', 'Routed without asking', 'Error among routed'], [whole, ...listed].map(rowOf)),
)}</section>`;
}

function rowOf({ name, tickets }: Slice): string[] {
  const inside = tickets.filter(belongs);
  return [
    name,
    whole(tickets.length),
    shareOf(inside.filter(isRight).length, inside.length),
    shareOf(inside.filter(isRouted).length, inside.length),
    shareOf(tickets.filter(isRoutedWrongly).length, tickets.filter(isRouted).length),
  ];
}

/** Slices whose accuracy is worse than that of all tickets, beyond the chance of one interval. */
function belowOf(sliced: readonly Slice[], tickets: readonly ListedTicket[]): Html {
  const accuracyOf = (of: readonly ListedTicket[]) => ({
    right: of.filter(isRight).length,
    n: of.filter(belongs).length,
  });
  const { right, n } = accuracyOf(tickets);
  const below = sliced.filter((slice) => {
    const own = accuracyOf(slice.tickets);
    return own.n > 0 && clopperPearson(own.right, own.n).high < right / n;
  });
  return below.length === 0
    ? html``
    : html`<p class="notice">Less accurate than all tickets, its whole interval below: <strong>${below.map(({ name }) => name).join(', ')}</strong>.</p>`;
}

const lengths = [
  `short: up to ${mostWordsOfShort} words`,
  `medium: ${mostWordsOfShort + 1} to ${mostWordsOfMedium} words`,
  `long: more than ${mostWordsOfMedium} words`,
] as const;

const lengthOf = ({ words }: ListedTicket): string =>
  lengths[words <= mostWordsOfShort ? 0 : words <= mostWordsOfMedium ? 1 : 2];

const languageNames = new Intl.DisplayNames('en', { type: 'language' });
const nameOfLanguage = (code: string): string => languageNames.of(code) ?? code;
