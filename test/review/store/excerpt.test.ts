import { describe, expect, it } from 'vitest';
import { excerptAround, foundIn } from '../../../service/review/store/excerpt.ts';
import { soughtTerms } from '../../../service/review/store/search-words.ts';

const found = (text: string, sought: string) =>
  foundIn(text, soughtTerms(sought)).map(({ start, end }) => text.slice(start, end));

describe('what was sought', () => {
  it('is found in a text as the search finds it: beginnings, case and accents included', () => {
    expect(found('Refunded? No REFUND, café.', 'refund cafe')).toEqual(['Refunded', 'REFUND', 'café']);
    expect(found('a card at cards', 'at')).toEqual(['at']);
  });

  it('in quotation marks is found side by side, and only so', () => {
    expect(found('refund it. Refund twice, twice a refund', '"refund twice"')).toEqual(['Refund twice']);
  });

  it('in a script without spaces is found within a run', () => {
    expect(found('我的退款没有到', '退款')).toEqual(['退款']);
  });
});

describe('an excerpt', () => {
  const filler = 'Nothing to see. '.repeat(30);

  it('is the beginning of the text when the words stand there, or in the subject alone', () => {
    expect(excerptAround('My refund is late.', 'refund')).toBe('My refund is late.');
    expect(excerptAround(filler, 'refund')).toBe(filler.slice(0, 160));
  });

  it('holds what was sought, however long the text before it is', () => {
    expect(excerptAround(`${filler}The refund is late.`, 'refund')).toMatch(/^… .*The refund is late\.$/);
    expect(excerptAround(`${'我'.repeat(400)}退款`, '退款')).toBe('… 退款');
  });

  it('of an empty text is none', () => {
    expect(excerptAround(' \n ', 'refund')).toBeNull();
  });
});
