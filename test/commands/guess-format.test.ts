import { expect, test } from 'vitest';
import { guessFormat } from '../../service/commands/guess-format.ts';

test.each<[string, string[], string | undefined]>([
  ['a table with commas', ['ticketId,subject,body', '1,Payout,late'], 'CSV'],
  ['a table with semicolons', ['ticketId;subject', '1;Payout'], 'CSV'],
  ['a table with tabs', ['ticketId\tsubject', '1\tPayout'], 'a table with tabs'],
  ['an array', ['[{"ticketId": "1"},', '{"ticketId": "2"}]'], 'a JSON array'],
  ['an array, spread', ['[', '  {'], 'a JSON array'],
  ['an object, spread', ['{', '  "ticketId": "1"'], 'JSON with an object over several lines'],
  ['JSON Lines', ['{"ticketId": "1"}', '{"ticketId": "2"}'], undefined],
  ['JSON Lines that are cut off', ['{"ticketId": "1", "bo', '{"ticketId": "2"}'], undefined],
  ['one broken line', ['{"ticketId"'], undefined],
  ['a word', ['hello'], undefined],
  ['nothing', [], undefined],
])('%s', (_what, lines, name) => {
  expect(guessFormat(lines)?.name).toBe(name);
});
