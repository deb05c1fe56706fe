import { describe, expect, it } from 'vitest';
import { comparisonScopes } from '../../service/console/overview/comparison-scopes.ts';
import { periodIdOf, scopeOf, scopeSearch } from '../../service/console/parts/period.ts';

const now = new Date('2026-03-10T09:41:00Z');
const of = (text: string) => new URLSearchParams(text);
const modelsOf = (sides: ReturnType<typeof comparisonScopes>) => [
  sides?.before.modelVersion,
  sides?.after.modelVersion,
];

describe('the period in the URL', () => {
  it('is the last 30 days when nothing, or nonsense, is said', () => {
    expect(scopeOf(of(''), now)).toEqual({ from: '2026-02-08T09:00:00.000Z', modelVersion: undefined });
    expect(periodIdOf(of('period=forever'))).toBe('30d');
    expect(periodIdOf(of('from=2026-02-31&to=2026-03-01'))).toBe('30d');
  });

  it('asks the same question for an hour', () => {
    expect(scopeOf(of('period=24h'), now)).toEqual(scopeOf(of('period=24h'), new Date('2026-03-10T09:59:59Z')));
  });

  it('includes both days of a range', () => {
    expect(scopeOf(of('from=2026-03-01&to=2026-03-02&model=1.2'), now)).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-03T00:00:00.000Z',
      modelVersion: '1.2',
    });
  });

  it('travels with links, other parameters do not', () => {
    expect(scopeSearch(of('period=7d&sort=volume&model=1.2'), { reason: 'no_text' })).toBe(
      '?period=7d&model=1.2&reason=no_text',
    );
    expect(scopeSearch(of('sort=volume'))).toBe('');
  });
});

describe('a comparison', () => {
  it('is with the stretch of the same length just before, unless something else is said', () => {
    const sides = comparisonScopes(of('from=2026-03-01&to=2026-03-07'), now, null);
    expect(sides?.after.from).toBe('2026-03-01T00:00:00.000Z');
    expect(sides?.before).toMatchObject({ from: '2026-02-22T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' });
  });

  it('when the last day is not over, then it is with as much of the time before as has passed of the period', () => {
    const beforeOf = (days: string) => comparisonScopes(of(days), now, null)?.before;
    const start = { to: '2026-03-09T00:00:00.000Z' };
    expect(beforeOf('from=2026-03-09&to=2026-03-10')).toMatchObject({ ...start, from: '2026-03-07T14:00:00.000Z' });
    expect(beforeOf('from=2026-03-09&to=2026-03-12')).toEqual(beforeOf('from=2026-03-09&to=2026-03-10'));
    // Nothing has passed of days that are all to come.
    expect(beforeOf('from=2026-03-11&to=2026-03-12')).toMatchObject({ from: '2026-03-09T00:00:00.000Z' });
  });

  it('of models is in one period: the oldest with the newest, or those that are named', () => {
    const versions = ['1.0', '1.1', '1.2'];
    const sides = comparisonScopes(of('against=models&period=7d'), now, versions);
    expect(modelsOf(sides)).toEqual(['1.0', '1.2']);
    expect(sides?.before.from).toBe(sides?.after.from);
    const named = comparisonScopes(of('against=models&beforeModel=1.1&model=1.0'), now, versions);
    expect(modelsOf(named)).toEqual(['1.1', '1.0']);
  });

  it('when it is not known yet which models there are, then there is none but between those that are named', () => {
    const sidesOf = (models: string) => comparisonScopes(of(`against=models${models}`), now, null);
    for (const models of ['', '&model=1.2', '&beforeModel=1.0']) expect(sidesOf(models)).toBeNull();
    expect(modelsOf(sidesOf('&beforeModel=1.0&model=1.2'))).toEqual(['1.0', '1.2']);
    expect(modelsOf(comparisonScopes(of('against=models'), now, []))).toEqual([undefined, undefined]);
  });

  it('of other days falls back to the time before while they make no sense', () => {
    const days = 'against=days&beforeFrom=2026-01-05&beforeTo=2026-01-04&from=2026-03-01&to=2026-03-01';
    expect(comparisonScopes(of(days), now, null)?.before.from).toBe('2026-02-28T00:00:00.000Z');
    const good = 'against=days&beforeFrom=2026-01-04&beforeTo=2026-01-05';
    expect(comparisonScopes(of(good), now, null)?.before).toMatchObject({
      from: '2026-01-04T00:00:00.000Z',
      to: '2026-01-06T00:00:00.000Z',
    });
  });
});
