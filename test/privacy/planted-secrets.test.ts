import { describe, expect, test } from 'vitest';
import { createMask } from '../../service/privacy/mask-personal-data.ts';
import { type PlantedTicket, plantedTickets, survivorOf } from './planted-tickets.ts';

function masked({ subject, body }: PlantedTicket): { subject: string; body: string } {
  const mask = createMask();
  return { subject: mask(subject), body: mask(body) };
}
const placeholdersIn = (text: string) => text.match(/\[[A-Z]+-\d+\]/g) ?? [];

test('a hundred tickets give away every kind of secret, and each where it says so', () => {
  expect(plantedTickets).toHaveLength(100);
  const kinds = new Set(plantedTickets.flatMap(({ secrets }) => secrets.map(({ kind }) => kind)));
  expect([...kinds].sort()).toEqual(
    [
      ...['account', 'api_key', 'birth_date', 'card', 'cvv', 'email', 'iban', 'name', 'national_id', 'one_time_code'],
      ...['password', 'phone', 'pin', 'private_key', 'token'],
    ].sort(),
  );
  for (const ticket of plantedTickets) {
    const whole = `${ticket.subject}\n${ticket.body}`;
    for (const { text } of ticket.secrets) {
      expect(whole).toContain(text);
      expect(survivorOf(text, whole)).toBe(text); // the check itself can fail
    }
    for (const text of ticket.keeps ?? []) expect(whole).toContain(text);
  }
});

test('the check sees a secret through other separators, in other digits and in part', () => {
  expect(survivorOf('4242 4242 4242 4242', 'it is 4242-4242.42424242')).toBe('4242424242424242');
  expect(survivorOf('٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢', 'it is 4242424242424242')).not.toBeNull();
  expect(survivorOf('4556 7375 8689 9856', '[CARD-1] 7375 8689')).toBe('7375868');
  expect(survivorOf('4556 7375 8689 9856', 'the card [CARD-1] ends 9856')).toBeNull();
});

describe.each(plantedTickets.map((ticket) => [ticket.id, ticket] as const))('%s', (_id, ticket) => {
  test('nothing of a secret survives', () => {
    const { subject, body } = masked(ticket);
    const survivors = ticket.secrets.map(({ text }) => survivorOf(text, `${subject}\n${body}`));
    expect(survivors.filter((survivor) => survivor !== null)).toEqual([]);
  });

  test('what the category hangs on survives', () => {
    const { subject, body } = masked(ticket);
    for (const text of ticket.keeps ?? []) expect(`${subject}\n${body}`).toContain(text);
  });

  test('the same text gets the same placeholders again, and a masked text is left alone', () => {
    const mask = createMask();
    const first = mask(ticket.body);
    expect(placeholdersIn(mask(ticket.body))).toEqual(placeholdersIn(first));
    expect(createMask()(first)).toBe(first);
  });
});

describe('over subject and body', () => {
  const inBoth = plantedTickets.flatMap((ticket) =>
    ticket.secrets.filter(({ text }) => ticket.subject.includes(text) && ticket.body.includes(text)).map(() => ticket),
  );

  test.each(inBoth.map((ticket) => [ticket.id, ticket] as const))(
    '%s: a secret in both has one placeholder',
    (_id, ticket) => {
      const { subject, body } = masked(ticket);
      const [placeholder] = placeholdersIn(subject);
      expect(placeholder).toBeDefined();
      expect(placeholdersIn(body)).toContain(placeholder);
    },
  );

  test('when the body is masked first, then what its words give away is hidden in the subject too', () => {
    const mask = createMask();
    expect(mask('My PIN is 4821.\n\nRegards,\nLena Okafor')).toBe('My PIN is [SECRET-1].\n\nRegards,\n[NAME-1]');
    expect(mask('Lena again, 4821 is refused')).toBe('[NAME-1] again, [SECRET-1] is refused');
  });
});
