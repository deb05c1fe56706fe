import { describe, expect, it } from 'vitest';
import { shownRevision } from '../../service/console/ticket/shown-revision.ts';

const unasked = Number.NaN;

describe('the revision of a ticket that its page shows', () => {
  it('is the newest one when the page is opened', () => {
    expect(shownRevision([2, 1], unasked, null)).toEqual({ shown: 2, arrived: null, missing: null });
    expect(shownRevision([], unasked, null)).toEqual({ shown: 1, arrived: null, missing: null });
  });

  it('stays when a newer one arrives, which is told', () => {
    expect(shownRevision([3, 2, 1], unasked, 2)).toEqual({ shown: 2, arrived: 3, missing: null });
  });

  it('is the one that the address asks for, as long as there is such a one', () => {
    expect(shownRevision([2, 1], 1, 2)).toEqual({ shown: 1, arrived: null, missing: null });
    expect(shownRevision([3, 2, 1], 1, 2)).toEqual({ shown: 1, arrived: 3, missing: null });
    expect(shownRevision([3, 2, 1], 3, 2)).toEqual({ shown: 3, arrived: null, missing: null });
  });

  it('is another than the address asks for where there is no such one, which is told', () => {
    expect(shownRevision([2, 1], 7, 2)).toEqual({ shown: 2, arrived: null, missing: 7 });
    expect(shownRevision([2, 1], 7, null)).toEqual({ shown: 2, arrived: null, missing: 7 });
    expect(shownRevision([], 7, null)).toEqual({ shown: 1, arrived: null, missing: null });
  });

  it('is the newest one again when the one that was shown is gone', () => {
    expect(shownRevision([3], unasked, 2)).toEqual({ shown: 3, arrived: null, missing: null });
    expect(shownRevision([1], unasked, 2)).toEqual({ shown: 1, arrived: null, missing: null });
  });
});
