import { describe, expect, it } from 'vitest';
import { pairNote } from '../../service/console/misclassifications/pair-note.ts';
import { listedNote } from '../../service/console/parts/listed-note.ts';
import type { ConfusionPair, DisagreementKind } from '../../service/contracts/misclassification-report.ts';

describe('a list of the latest', () => {
  it('says of how many it is a part, and nothing where it holds all', () => {
    expect(listedNote(50, 312)).toBe('The latest 50 of 312 are listed.');
    expect(listedNote(100, 5120, 'decisions')).toBe('The latest 100 of 5,120 decisions are listed.');
    expect(listedNote(50, 50)).toBeNull();
    expect(listedNote(0, 0)).toBeNull();
  });

  const ticketsOf = (kinds: DisagreementKind[]) => kinds.map((kind) => ({ kind })) as ConfusionPair['tickets'];
  const pair = {
    observed: 312,
    tickets: ticketsOf(['model_error', 'model_error', 'suspected_label_error']),
    split: { model_error: 310, suspected_label_error: 1, overlapping_definitions: 1 },
  };

  it('of a pair counts the tickets of the chosen cause among all of the pair', () => {
    expect(pairNote(pair, undefined)).toBe('The latest 3 of 312 are listed.');
    expect(pairNote(pair, 'model_error')).toBe(
      '2 of 310 are listed: those among the latest 3 of the pair’s 312 tickets.',
    );
    expect(pairNote(pair, 'overlapping_definitions')).toMatch(/^0 of 1 are listed/);
  });

  it('says nothing where all of the cause are listed', () => {
    expect(pairNote(pair, 'suspected_label_error')).toBeNull();
  });
});
