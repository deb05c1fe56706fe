import { expect, it } from 'vitest';
import { ApiProblem } from '../../service/console/api/problem.ts';
import { staleText } from '../../service/console/ticket/stale-text.ts';

const problem = new ApiProblem({ title: 'Somebody was faster', status: 409, detail: 'ben has meanwhile said PAY' });
const takeBack = { ticketId: 'T-1', retracts: 'c1' };

it('a correction that came too late is told in passing, unless its page shows what was said meanwhile', () => {
  expect(staleText({ ticketId: 'T-1' }, problem, true)).toBeNull();
  expect(staleText({ ticketId: 'T-1' }, problem, false)).toMatch(
    /^Not saved: ticket T-1, ben has meanwhile said PAY\./,
  );
});

it('what could not be taken back is told wherever one is', () => {
  for (const isHere of [true, false])
    expect(staleText(takeBack, problem, isHere)).toMatch(/^Not taken back: ticket T-1, ben has meanwhile said PAY\./);
});
