import { expect, test } from 'vitest';
import { describeCleared } from '../../service/commands/rebuild.ts';

test('when all is on the topics, then it is told what went, and nothing is said to stay', () => {
  const text = describeCleared({
    gone: { texts: 1, decisions: 12 },
    left: { texts: 0, decisions: 0, corrections: 0 },
  });
  expect(text).toMatch(/^Taken out of the store: 1 text and 12 decisions, /);
  expect(text).not.toContain('Left');
});

test('when something stays, then it is told how much of it and why', () => {
  const text = describeCleared({
    gone: { texts: 3, decisions: 3 },
    left: { texts: 2, decisions: 5, corrections: 1 },
  });
  expect(text).toMatch(/^Left in it: 2 texts and 5 decisions, of a time of which the topics may have deleted some/m);
  expect(text).toMatch(/^Left as well: 1 correction, /m);
});
