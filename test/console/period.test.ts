import { describe, expect, it } from 'vitest';
import { comparisonScopes } from '../../service/console/overview/comparison-scopes.ts';
import { periodIdOf, scopeOf, scopeSearch } from '../../service/console/parts/period.ts';

const now = new Date('2026-03-10T09:41:00Z');
const of = (text: string) => new URLSearchParams(text);

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
    const { before, after } = comparisonScopes(of('from=2026-03-01&to=2026-03-07'), now, []);
    expect(after.from).toBe('2026-03-01T00:00:00.000Z');
    expect(before).toMatchObject({ from: '2026-02-22T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' });
  });

  it('of models is in one period: the oldest with the newest, or those that are named', () => {
    const versions = ['1.0', '1.1', '1.2'];
    const { before, after } = comparisonScopes(of('against=models&period=7d'), now, versions);
    expect([before.modelVersion, after.modelVersion]).toEqual(['1.0', '1.2']);
    expect(before.from).toBe(after.from);
    const named = comparisonScopes(of('against=models&beforeModel=1.1&model=1.0'), now, versions);
    expect([named.before.modelVersion, named.after.modelVersion]).toEqual(['1.1', '1.0']);
  });

  it('of other days falls back to the time before while they make no sense', () => {
    const days = 'against=days&beforeFrom=2026-01-05&beforeTo=2026-01-04&from=2026-03-01&to=2026-03-01';
    expect(comparisonScopes(of(days), now, []).before.from).toBe('2026-02-28T00:00:00.000Z');
    const good = 'against=days&beforeFrom=2026-01-04&beforeTo=2026-01-05';
    expect(comparisonScopes(of(good), now, []).before).toMatchObject({
      from: '2026-01-04T00:00:00.000Z',
      to: '2026-01-06T00:00:00.000Z',
    });
  });
});
