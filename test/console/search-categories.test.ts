import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { meantCategory, searchCategories } from '../../service/console/parts/search-categories.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';

const { categories } = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));
const codes = (query: string) => searchCategories(categories, query).map(({ code }) => code);
const own = (code: string, name: string, definition = '', includes: string[] = []) => ({
  code,
  name,
  definition,
  includes,
});

describe('the search among categories', () => {
  it.each([
    ['TRM-HARD', 'TRM-HARD'],
    ['trm hard', 'TRM-HARD'],
    ['LATE STL', 'STL-LATE'],
    ['settlement late', 'STL-LATE'],
  ])('finds %s by words of code and name, in any order', (query, code) => {
    expect(codes(query)[0]).toBe(code);
  });

  it.each(['invoice', 'fee', 'vat', 'wifi', 'Wi-Fi', 'password'])('finds %s by what a category is about', (query) => {
    const found = searchCategories(categories, query);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(categories.length);
  });

  it('has those first that are named so, else the order of the taxonomy', () => {
    const given = [own('A', 'Sign-in', 'A card.'), own('B', 'Cards'), own('C', 'Postcards'), own('D', 'Card')];
    expect(searchCategories(given, 'card').map(({ code }) => code)).toEqual(['B', 'C', 'D', 'A']);
  });

  it('takes a word of the definition by its beginning only, and wants all words', () => {
    const given = [own('A', 'Drinks', 'Coffee and tea.'), own('B', 'Prices', '', ['a fee'])];
    expect(searchCategories(given, 'fee').map(({ code }) => code)).toEqual(['B']);
    expect(searchCategories(given, 'fee tea')).toEqual([]);
  });

  it('means the code that was typed, or the only one that is found', () => {
    const given = [own('PAY', 'Payments'), own('PAY-OUT', 'Payouts')];
    const meant = (query: string) => meantCategory(searchCategories(given, query), query)?.code;
    expect([meant('pay'), meant(' PAY '), meant('payouts'), meant('p'), meant('x')]).toEqual([
      'PAY',
      'PAY',
      'PAY-OUT',
      undefined,
      undefined,
    ]);
  });
});
