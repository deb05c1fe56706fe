import { describe, expect, test } from 'vitest';
import { leakFindings } from '../../service/data-check/leak-findings.ts';
import { textFindings } from '../../service/data-check/text-findings.ts';
import { countTickets } from '../../service/data-check/ticket-counts.ts';
import { ticket, tickets } from './ticket.ts';

const kinds = (findings: readonly { kind: string }[]) => findings.map(({ kind }) => kind);

describe('texts', () => {
  test('a ticket of which cleaning leaves no letter or digit has no text', () => {
    const [finding] = textFindings([ticket({ body: '…' }), ticket({ body: '', subject: '' }), ticket()]);
    expect(finding).toMatchObject({ kind: 'no_text', count: 2 });
  });

  test('one cleaned text with two labels is a contradiction, whatever is quoted below it', () => {
    const own = 'Our payout is late since Monday.';
    const first = ticket({ body: own, label: 'PAY' });
    const second = ticket({ body: `${own}\n\nBest regards,\nAnna Berg\nBerg Ltd`, label: null });
    expect(textFindings([first, second, ticket()])).toMatchObject([
      {
        kind: 'contradicting_labels',
        count: 1,
        examples: [{ tickets: [{ id: first.id }, { id: second.id }], note: 'PAY, null (out of taxonomy)' }],
      },
    ]);
  });

  test('in a chat the same lines are the text, and no contradiction', () => {
    const own = 'Our payout is late since Monday.';
    const signed = `${own}\n\nBest regards,\nAnna Berg\nBerg Ltd`;
    const given = [ticket({ body: own, channel: 'chat' }), ticket({ body: signed, channel: 'chat', label: null })];
    expect(textFindings(given)).toEqual([]);
  });

  test('one text twice with one label is a repeat within a split, and a leak across two', () => {
    const body = 'Where is the money of last week?';
    expect(kinds(textFindings(tickets(3, { body })))).toEqual(['repeated_text']);
    const across = [ticket({ body }), ticket({ body, split: 'test' })];
    expect(textFindings(across)).toEqual([]);
    expect(leakFindings(across)).toMatchObject([
      { kind: 'near_duplicates_across_splits', count: 1, examples: [{ note: 'train and test' }] },
    ]);
  });
});

describe('leaks', () => {
  test('tickets of one situation in two splits are told, in one split they are not', () => {
    const situation = 'late-payout-bakery';
    const given = [
      ticket({ body: 'The money of Tuesday is not here.', situation }),
      ticket({ body: 'Nothing came in, what now?', situation }),
      ticket({ body: 'Since when does a payout take so long?', situation, split: 'calibration' }),
    ];
    expect(leakFindings(given)).toMatchObject([
      { kind: 'situation_across_splits', count: 1, examples: [{ note: 'train and calibration' }] },
    ]);
  });

  test('what is no split yet is learnt from: its tickets leak into split files, and repeat those of train', () => {
    const given = { body: 'Where is the money of last week?', situation: 'one' };
    const undivided = ticket({ ...given, split: 'undivided' });
    const across = [undivided, ticket({ ...given, split: 'test' })];
    expect(textFindings(across)).toEqual([]);
    expect(leakFindings(across)).toMatchObject([
      { kind: 'near_duplicates_across_splits', count: 1, examples: [{ note: 'undivided and test' }] },
      { kind: 'situation_across_splits', count: 1, examples: [{ note: 'undivided and test' }] },
    ]);
    const learnt = [undivided, ticket(given)];
    expect(kinds(textFindings(learnt))).toEqual(['repeated_text']);
    expect(leakFindings([...learnt, ticket({ split: 'test' })])).toEqual([]);
  });

  test('an augmented ticket is learnt with what it was made from, and leaks into the other splits', () => {
    const body = 'Where is the money of last week, please?';
    const own = ticket({ body, situation: 'one' });
    const augmented = ticket({ body: `${body} Thanks`, situation: 'one', split: 'augmented' });
    const elsewhere = ticket({ split: 'validation' });
    expect(leakFindings([own, augmented, elsewhere])).toEqual([]);
    const alike = ticket({ body: `${body} Thanks a lot`, split: 'validation' });
    const [leak] = leakFindings([augmented, alike]);
    expect(leak).toMatchObject({ count: 1, examples: [{ note: 'augmented and validation' }] });
    expect(leak?.remedy).toContain('augmented ones have to go by hand');
  });

  test('where training divides, nothing can have leaked yet', () => {
    const body = 'Where is the money of last week?';
    expect(leakFindings(tickets(2, { body, split: 'undivided', situation: 'one' }))).toEqual([]);
  });
});

test('counts say how many tickets there are of each label and split, and how long they are', () => {
  const given = [
    ticket({ body: 'one two', subject: 'three' }),
    ticket({ body: 'one', split: 'test', channel: 'fax' }),
    ticket({ body: 'one two', split: 'test', label: null, channel: 'E-Mail' }),
  ];
  expect(countTickets(given, ['PAY', 'ACCESS'])).toEqual({
    tickets: 3,
    labels: [
      { label: 'PAY', total: 2, bySplit: { train: 1, test: 1 } },
      { label: 'ACCESS', total: 0, bySplit: { train: 0, test: 0 } },
      { label: null, total: 1, bySplit: { train: 0, test: 1 } },
    ],
    bySplit: { train: 1, test: 2 },
    channels: { email: 2, other: 1 },
    words: { q05: 1, median: 2, q95: 3, most: 3 },
  });
});
