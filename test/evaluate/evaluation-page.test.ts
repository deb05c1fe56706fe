import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluationPage } from '../../service/evaluate/evaluation-page.ts';
import { frontierLift } from '../../service/evaluate/frontier-lift.ts';
import { evaluation, listed, repeat, rowsOf, textOf } from './support/evaluations.ts';

/** Ten of the taxonomy, eight right; two of no category. */
const known = [
  ...repeat(5),
  listed({ id: 'W-1', label: 'TAX', predicted: 'PAY', confidence: 0.97, subject: 'VAT form', excerpt: 'Where is it?' }),
  listed({ id: 'U-1', label: 'TAX', predicted: 'KYC', confidence: 0.91, outcome: 'escalated' }),
  ...repeat(3, { label: 'TAX', predicted: 'TAX', confidence: 0.8, outcome: 'escalated' }),
  listed({ id: 'O-1', label: null, predicted: 'KYC', confidence: 0.96, outOfTaxonomy: 0.2 }),
  listed({
    ...{ id: 'O-2', label: null, predicted: 'PAY', confidence: 0.99, outOfTaxonomy: 0.9 },
    ...{ outcome: 'needs_review', reason: 'out_of_taxonomy' },
  }),
];
const page = evaluationPage(evaluation(known));

describe('the summary', () => {
  const text = textOf(page, 'summary');

  test('says each figure with its interval and what it means', () => {
    expect(text).toContain('Accuracy 80.0 % 95 % interval 44.4 % to 97.5 %');
    expect(text).toContain('right for 8 of 10 tickets that belong to a category');
    expect(text).toContain('60.0 % 95 % interval 26.2 % to 87.8 %');
    expect(text).toContain(
      '6 of 10 tickets that belong to a category would be routed without asking; 1 of them wrongly.',
    );
    expect(text).toContain('The other 4 wait for a second opinion or a person.');
  });

  test('counts a routed ticket of no category as an error', () => {
    // 2 of 7: W-1 and O-1.
    expect(text).toContain('28.6 % 95 % interval 3.7 % to 71.0 %');
    expect(text).toContain(
      '2 of 7 tickets that would be routed go where they do not belong; 1 of them belongs to no category at all.',
    );
    // At this rate so few of 7 are seen in 5 % of samples: (1-p)^7 + 7p(1-p)^6 + 21p²(1-p)^5 = 0.05.
    expect(text).toContain(
      'With 95 % confidence the error is no more than 65.9 %: at most 659 of 1,000 routed tickets.',
    );
    expect(text).toContain('1 of 2 tickets that belong to no category would not be routed without asking.');
  });

  test('names the weakest categories', () => {
    // F1: TAX 2·3 / (5 + 3) = 0.75, PAY 2·5 / (5 + 6) = 0.91; KYC has no ticket.
    expect(text).toContain('Weakest: TAX Tax documents (0.75), PAY Payments (0.91).');
  });

  test('warns of tickets that the model knows by heart, and only of those', () => {
    expect(text).not.toContain('trained on');
    expect(textOf(evaluationPage(evaluation(known, { trainedOn: 3 })), 'summary')).toContain(
      '3 of these 12 tickets were trained on.',
    );
  });

  test('warns of tickets that the model was calibrated on, and only of those', () => {
    expect(text).not.toContain('calibrated the model');
    expect(textOf(evaluationPage(evaluation(known, { calibratedOn: 3 })), 'summary')).toContain(
      '3 of these 12 tickets have the text of tickets that calibrated the model.',
    );
  });
});

test('every ticket that would be routed wrongly is listed with text and both categories, the surest first', () => {
  expect(rowsOf(page, 'wrong')).toEqual([
    ['W-1', 'VAT form Where is it?', 'TAX Tax documents', 'PAY Payments', '97.0 %', 'routed'],
    ['O-1', 'A subject A body', 'no category', 'KYC Verification', '96.0 %', 'routed'],
  ]);
});

test('labels are suspected where the model is sure of another category, not where it holds a ticket as out of taxonomy', () => {
  expect(rowsOf(page, 'labels').map(([id]) => id)).toEqual(['W-1', 'O-1', 'U-1']);
  const unsure = [...repeat(3), listed({ label: 'TAX', confidence: 0.89 })];
  expect(textOf(evaluationPage(evaluation(unsure)), 'labels')).toContain('No label stands against');
});

test('categories stand in the order of the taxonomy, recall with its interval', () => {
  expect(rowsOf(page, 'categories')).toEqual([
    ['PAY', 'Payments', '5', '83.3 %', '100.0 % (47.8 % to 100.0 %)', '0.91'],
    ['TAX', 'Tax documents', '5', '100.0 %', '60.0 % (14.7 % to 94.7 %)', '0.75'],
    ['KYC', 'Verification', '0', '0.0 %', '–', '0.00'],
  ]);
});

test('the matrix has a row for each choice and what was routed of no category in its last column', () => {
  const matrix = page.slice(page.indexOf('<table class="matrix">'), page.indexOf('<h2 id="pairs">'));
  expect(matrix).toContain(
    '<th scope="row">PAY</th><td class="right">5</td><td class="wrong">1</td><td class="none"></td><td class="none"></td>',
  );
  expect(matrix).toContain(
    '<th scope="row">KYC</th><td class="none"></td><td class="wrong">1</td><td class="right"></td><td class="wrong">1</td>',
  );
});

test('pairs say what belongs where, with their tickets; of equal ones those that are routed come first', () => {
  const text = textOf(page, 'pairs');
  expect(rowsOf(page, 'pairs').slice(0, 2)).toEqual([
    ['TAX Tax documents', 'PAY Payments', '1', '1'],
    ['TAX Tax documents', 'KYC Verification', '1', '0'],
  ]);
  expect(text).toMatch(/TAX Tax documents → PAY Payments .* W-1 VAT form/);
  expect(text).toMatch(/TAX Tax documents → KYC Verification .* U-1 .* unsure/);
});

test('calibration has a bin for each group of tickets, and what chance alone would show', () => {
  // 30 of equal confidence are 15 bins of 2, each 0.1 from its mean; |X/2 - 0.8| is 0.256 on average for a true 0.8.
  const sure = repeat(30, { confidence: 0.8 });
  sure.forEach((ticket, i) => {
    if (i % 10 === 0) ticket.predicted = 'TAX';
  });
  const calibrated = evaluationPage(evaluation(sure));
  expect(textOf(calibrated, 'calibration')).toContain(
    'Calibration error: 10.0 %. A perfectly calibrated model would show about 25.6 %',
  );
  expect(rowsOf(calibrated, 'calibration')).toHaveLength(15);
  expect(rowsOf(calibrated, 'calibration')[0]?.slice(0, 3)).toEqual(['80 % to 80 %', '2', '80.0 %']);
});

describe('risk and coverage', () => {
  test('has the policy first and then what one threshold would route, from the strictest on', () => {
    expect(
      rowsOf(page, 'risk').map(([threshold, coverage, routed, wrong]) => [threshold, coverage, routed, wrong]),
    ).toEqual([
      ['the policy : 95 %', '58.3 %', '7', '2'],
      ['99 %', '41.7 %', '5', '0'],
      ['97 %', '50.0 %', '6', '1'],
      ['96 %', '58.3 %', '7', '2'],
      ['91 %', '66.7 %', '8', '3'],
      ['80 %', '91.7 %', '11', '3'],
    ]);
  });

  test('says what no threshold would let through, and not to choose one from here', () => {
    expect(textOf(page, 'risk')).toContain('1 of them is held whatever the threshold');
    expect(textOf(page, 'risk')).toContain(
      'Do not choose a threshold from here. The released one was chosen on other tickets',
    );
  });

  test('both pictures say in words what they show, and load nothing', () => {
    expect(page.match(/<svg [^>]*role="img"/g)).toHaveLength(2);
    expect(page).toContain('The policy routes 58.3\u00a0% of the tickets, 28.6\u00a0% of them wrongly.');
    expect(page).not.toMatch(/NaN|Infinity|undefined|<image|xlink/);
  });
});

test('out of taxonomy: what is caught, what is missed, what is held needlessly', () => {
  const text = textOf(page, 'out-of-taxonomy');
  expect(text).toContain('1 of 2 tickets that belong to no category is caught');
  expect(text).toContain('0 of 10 tickets that do belong to a category are held');
  expect(rowsOf(page, 'out-of-taxonomy').map(([id]) => id)).toEqual(['O-1']);
});

test('slices by channel, language and length, and which lie below the whole', () => {
  const tickets = [
    ...repeat(80, { words: 25 }),
    ...repeat(20, { channel: 'in_app', language: null, words: 101, predicted: 'TAX', outcome: 'escalated' }),
  ];
  const sliced = evaluationPage(evaluation(tickets));
  const rows = rowsOf(sliced, 'slices');
  expect(rows.map(([name, n, accuracy]) => [name, n, accuracy?.slice(0, 7).trim()])).toEqual([
    ['All tickets', '100', '80.0 %'],
    ['email', '80', '100.0 %'],
    ['in app', '20', '0.0 % ('],
    ['All tickets', '100', '80.0 %'],
    ['English', '80', '100.0 %'],
    ['cannot be told', '20', '0.0 % ('],
    ['All tickets', '100', '80.0 %'],
    ['short: up to 25 words', '80', '100.0 %'],
    ['long: more than 100 words', '20', '0.0 % ('],
  ]);
  // 1 - 0.025 ^ (1 / 20)
  expect(rows[2]).toEqual(['in app', '20', '0.0 % (0.0 % to 16.8 %)', '0.0 % (0.0 % to 16.8 %)', '–']);
  expect(textOf(sliced, 'slices').match(/whole interval below: [\w ]+/g)).toEqual([
    'whole interval below: in app ',
    'whole interval below: cannot be told ',
    'whole interval below: long',
  ]);
});

describe('how it was made', () => {
  const madeOf = (other: Parameters<typeof evaluation>[1]) =>
    Object.fromEntries(rowsOf(evaluationPage(evaluation(known, other)), 'made'));
  const policy = evaluation(known).policy;

  test('says command, model, taxonomy, tickets and the released thresholds', () => {
    expect(madeOf({})).toMatchObject({
      Command: 'npx signalbox evaluate --tickets tickets.jsonl --html page.html',
      Tickets: 'tickets.jsonl: 12 tickets, 10 of the taxonomy, 2 of no category',
      'Trained on': 'none of them',
      Model: '2.1.0',
      Taxonomy: '1.4.0, 3 categories',
      Thresholds: 'released: 95 % for every category',
      'Out of taxonomy': 'held from a score of 0.500',
      Made: '2026-03-01 10:20 UTC',
    });
  });

  test('says what the policy sets otherwise', () => {
    const some = { ...policy, thresholds: [0.95, 0.8, Number.POSITIVE_INFINITY] };
    expect(madeOf({ policy: some }).Thresholds).toBe(
      'released: 95 % for every category; the policy sets TAX 80 %, KYC never',
    );
    const all = { ...policy, thresholds: [0.9, 0.9, 0.9], outOfTaxonomy: { threshold: 0.4, released: 0.5 } };
    expect(madeOf({ policy: all }).Thresholds).toBe(
      '90 % for every category, set by the policy; released: 95 % for every category',
    );
    expect(madeOf({ policy: all })['Out of taxonomy']).toBe(
      'held from a score of 0.400, set by the policy; released: 0.500',
    );
    const never = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const none = { ...policy, file: null, thresholds: never, released: null };
    expect(madeOf({ policy: none, trainedOn: null })).toMatchObject({
      ...{ Policy: 'none: the released values hold', 'Trained on': 'nothing tells' },
      Thresholds: 'never for every category, set by the policy',
    });
  });
});

test('the fallback has a part only where it was asked', () => {
  expect(page).not.toContain('href="#fallback"');
  const opinion = (label: string, after: string, routedTo: string | null) => ({
    label,
    before: 'KYC',
    after,
    routedTo,
    usd: 0.01,
  });
  const lift = frontierLift(
    [opinion('TAX', 'TAX', 'TAX'), opinion('KYC', 'PAY', null), opinion('PAY', 'TAX', null)],
    3,
  );
  const text = textOf(evaluationPage(evaluation(known, { escalated: lift })), 'fallback');
  expect(text).toContain('fix 1, break 1 and leave 1 as they were. So uneven a split may be chance (McNemar, p 1.000)');
  expect(text).toContain('They cost $0.0300, $0.0300 for a fixed ticket.');
  expect(text).toContain('After the policy 1 of them would be routed, 1 rightly; 2 would go to a person.');
});

test('contents lead to each part, in their order', () => {
  const ids = [...page.matchAll(/<h2 id="([^"]+)">/g)].map(([, id]) => id);
  expect([...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)).toEqual(ids);
  expect(ids).toEqual([
    'summary',
    'wrong',
    'labels',
    'categories',
    'matrix',
    'pairs',
    'calibration',
    'risk',
    'out-of-taxonomy',
    'slices',
    'made',
  ]);
});

describe('texts of strangers', () => {
  const pageWith = (text: string) => {
    const texts = { subject: text, excerpt: text, id: text };
    const tickets = [...repeat(3), listed({ ...texts, label: 'TAX' }), listed({ ...texts, label: null })];
    return evaluationPage(
      evaluation(tickets, {
        file: text,
        command: text,
        categories: [
          { code: 'PAY', name: text },
          { code: 'TAX', name: 'Tax' },
        ],
      }),
    );
  };
  const tags = (of: string) => [...of.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
  const plain = tags(pageWith('x'));

  test.each(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onfocus='alert(1)", '</style><script>'])(
    '%j adds no tag and no attribute',
    (text) => {
      expect(pageWith(text)).not.toContain(text);
      // What a region of the page is called may hold a name, as text of its attribute.
      expect(tags(pageWith(text)).length).toBe(plain.length);
      expect(pageWith(text)).not.toMatch(/<script|<img|<iframe|\son\w+=/);
    },
  );

  test('no text at all changes the number of tags', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        expect(tags(pageWith(text)).length).toBe(plain.length);
      }),
      { numRuns: 30 },
    );
  });

  test('hidden characters are shown, and each text runs in its own direction', () => {
    const shown = pageWith('pay \u202e001\u200b');
    expect(shown).toContain('pay ⟨U+202E⟩001⟨U+200B⟩');
    expect(shown).not.toMatch(/[\u202a-\u202e\u200b]/);
    expect(pageWith('مرحبا')).toContain('<p class="subject" dir="auto">مرحبا</p>');
  });

  test('the page runs and loads nothing', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-`);
    expect(page).not.toMatch(/<script|<link|<img|src=|href="(?!#)|style="/);
  });
});
