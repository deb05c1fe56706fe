import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createRemoteClassifier } from '../../service/classify/remote-classifier.ts';
import { clean } from '../../service/commands/clean.ts';
import { escalatedTicketSchema, pastEscalatedTicketSchema } from '../../service/contracts/escalated-ticket.ts';
import { createChatClient } from '../../service/escalate/chat-client.ts';
import { unlimitedBudget } from '../../service/escalate/spend-ledger.ts';
import { givenAway } from '../../service/privacy/given-away.ts';
import { createMask } from '../../service/privacy/mask-personal-data.ts';
import { maskTicket } from '../../service/privacy/mask-ticket.ts';
import { routeTickets } from '../../service/route-tickets.ts';
import { json as jsonOfEndpoint, scores, startEndpoint } from '../classify/stand-in-endpoint.ts';
import { cleanMail } from '../intake/tickets.ts';
import { fakeClassifier, inbound, policy, routerParts, scoresOf, taxonomy } from '../support/fixtures.ts';
import { answerOf, completion, json, startFrontierServer } from '../support/frontier-server.ts';
import { frontierOf, scripted, ticket } from '../support/scripted-frontier.ts';

interface Mail {
  subject: string;
  body: string;
}

/** What gives the name away is set aside or cut out, and the name stands in the text that is sent. */
const mails: [what: string, mail: Mail, names: string[], sent: string[]][] = [
  [
    'a signature',
    {
      subject: 'Dariela Okonkwo - payout missing',
      body: 'Hello,\n\nthe payout for Dariela Okonkwo has not arrived since Tuesday, Okonkwo Bakery waits.\n\nKind regards,\nDariela Okonkwo\nBakery Nordlicht GmbH\nTel +49 30 1234567',
    },
    ['Dariela', 'Okonkwo'],
    ['[NAME-1] - payout missing', 'the payout for [NAME-1] has not arrived since Tuesday, [NAME-1] Bakery waits.'],
  ],
  [
    'the header of an answered mail',
    {
      subject: 'Login of Lena Brandt',
      body: 'Hello,\n\nmy colleague Lena Brandt changed her email and cannot log in.\n\nOn 3 May 2024 at 10:02, Lena Brandt <lena@shop.example> wrote:\n> I cannot log in',
    },
    ['Lena', 'Brandt'],
    ['Login of [NAME-1]', 'my colleague [NAME-1] changed her email and cannot log in.'],
  ],
  [
    'the signature of a quoted mail, by its first name alone',
    {
      subject: '',
      body: 'Samir is right, it is still down.\n\nOn 3 May 2024 at 10:02, Meridian <help@meridian.example> wrote:\n> Please restart it.\n> Kind regards,\n> Samir Haddad',
    },
    ['Samir'],
    ['[NAME-1] is right, it is still down.'],
  ],
  [
    'a password of a quoted mail',
    {
      subject: '',
      body: 'Tulip7-blue is refused by the portal.\n\nOn 3 May 2024 at 10:02, Meridian <help@meridian.example> wrote:\n> your password is Tulip7-blue',
    },
    ['Tulip7'],
    ['[SECRET-1] is refused by the portal.'],
  ],
  [
    'the end of a long text',
    {
      subject: 'Dariela Okonkwo asks again',
      body: `${'The log says that nothing came.\n'.repeat(1_500)}\nKind regards,\nDariela Okonkwo\nand as I said, please do have a look at all of it today`,
    },
    ['Dariela', 'Okonkwo'],
    ['[NAME-1] asks again'],
  ],
  [
    'the middle of a long text',
    {
      subject: 'Lena Brandt cannot log in',
      body: [10_000, 8_000]
        .map((length) => 'The log says no.\n'.repeat(length / 17))
        .join('by Lena Brandt <lena@shop.example>\n'),
    },
    ['Lena', 'Brandt'],
    ['[NAME-1] cannot log in'],
  ],
];
const headed = (header: string) =>
  `\n\nFrom: Support\nSent: Monday, 2 June 2025 16:11\n${header}\nSubject: Case\n\nHello`;

test.each([
  ['a signature under a delimiter', '\n\n--\nKaren Whittaker\nBakery Nordlicht'],
  ["Gmail's signature, below a blank line", '\n\n--\n\nKaren Whittaker\nBakery Nordlicht'],
  ['a signature in bold', '\n\nKind regards,\n\n*Karen Whittaker*'],
  ['a signature with pronouns', '\n\nKind regards,\nKaren Whittaker (she/her)'],
  ['a signature for somebody else', '\n\nKind regards\ni.A. Karen Whittaker'],
  ['a recipient without an address', headed('To: Karen Whittaker')],
  ['one of several recipients', headed('Cc: Joe; Karen Whittaker')],
  ['a recipient, last name first', headed('To: Whittaker, Karen ‹karen@shop.example>')],
  ['the header of an answer', '\n\nOn Tue, 3 Jun 2025 at 10:02, Karen Whittaker wrote:\n> hello'],
  ['the header of a German answer', '\n\nAm 03.06.2025 um 10:02 schrieb Karen Whittaker:\n> hallo'],
  [
    'the header of a mail in the quoted one',
    '\n\nOn 3 May 2024 at 10:02, Support <help@meridian.example> wrote:\n> From: Karen Whittaker\n> Sent: Monday\n> To: Bob\n> Subject: x',
  ],
])('when %s is set aside, then its name is hidden in the message', (_what, rest) => {
  const { subject, body, setAside } = cleanMail(`Please unlock the user Karen Whittaker, she cannot sign in.${rest}`);
  expect(body).toBe('Please unlock the user Karen Whittaker, she cannot sign in.');
  const ticket = { subject, body };
  const known = givenAway(
    ticket,
    setAside.map(({ text }) => text),
  );
  expect(maskTicket(createMask(known), ticket).body).not.toMatch(/Karen|Whittaker/);
});

const ticketOf = (mail: Mail) => inbound({ ticketId: 'T-1', channel: 'email', ...mail });

test.each(mails)('%s hides the name from a remote classifier', async (_what, mail, names, sent) => {
  const { url, requests } = await startEndpoint((_request, response) => jsonOfEndpoint(response, [scores]));
  const classifier = await createRemoteClassifier(taxonomy, { url, temperature: 1 });
  await routeTickets([ticketOf(mail)], routerParts(classifier));
  const { inputs = '' } = requests[1] ?? {}; // the first is the start-up check
  for (const text of sent) expect(inputs).toContain(text);
  for (const name of names) expect(inputs).not.toContain(name);
});

/** What the provider gets when the ticket went over the topic in between. */
async function sentToFrontier(mail: Mail, change: (ticket: object) => object = (ticket) => ticket): Promise<string> {
  const unsure = fakeClassifier(() => scoresOf([0.25, 0.5, 0.25]));
  const [outcome] = await routeTickets([ticketOf(mail)], { ...routerParts(unsure), policy });
  if (outcome?.kind !== 'escalated') throw new Error(`not escalated but ${outcome?.kind}`);
  expect(escalatedTicketSchema.parse(outcome.ticket)).toEqual(outcome.ticket);
  const read = pastEscalatedTicketSchema.parse(change(JSON.parse(JSON.stringify(outcome.ticket))));
  const { url, calls } = await startFrontierServer((_call, response) => json(response, completion(answerOf('PAY'))));
  const client = createChatClient({
    endpoint: { kind: 'url', url },
    model: 'large-1',
    token: undefined,
    codes: taxonomy.codes,
  });
  await frontierOf(client).ask(read, unlimitedBudget);
  return calls.flatMap(({ body }) => body.messages.map(({ content }) => content)).join('\n');
}

test.each(mails)('%s hides the name from a frontier model', async (_what, mail, names, sent) => {
  const prompt = await sentToFrontier(mail);
  for (const text of sent) expect(prompt).toContain(text);
  for (const name of names) expect(prompt).not.toContain(name);
});

test('an escalated ticket of an older router, without these names, is asked about all the same', async () => {
  const [, mail] = mails[0] as (typeof mails)[number];
  const prompt = await sentToFrontier(mail, ({ ...ticket }) => {
    Reflect.deleteProperty(ticket, 'givenAway');
    return ticket;
  });
  expect(prompt).toContain('has not arrived since Tuesday');
});

test('the topic carries no name that the text of the ticket does not have itself', async () => {
  const unsure = fakeClassifier(() => scoresOf([0.25, 0.5, 0.25]));
  const escalated = async (mail: Mail) => {
    const [outcome] = await routeTickets([ticketOf(mail)], routerParts(unsure));
    return outcome?.kind === 'escalated' ? outcome.ticket : undefined;
  };
  const [, signed] = mails[0] as (typeof mails)[number];
  const [, byFirstName] = mails[2] as (typeof mails)[number];
  expect((await escalated(signed))?.givenAway).toEqual([{ kind: 'NAME', value: 'Dariela Okonkwo' }]);
  expect((await escalated(byFirstName))?.givenAway).toEqual([{ kind: 'NAME', value: 'Samir' }]);
  const unnamed = await escalated({ subject: '', body: 'Nobody here can get in.\n\nKind regards,\nLena Brandt' });
  expect(unnamed?.body).toBe('Nobody here can get in.');
  expect(JSON.stringify(unnamed)).not.toMatch(/Lena|Brandt|givenAway/);
});

test('a labelled ticket that is shown beside it hides the names that its signature gave away', async () => {
  const client = scripted('{"category": "PAY"}');
  const body = 'the payout for Dariela Okonkwo has not arrived';
  const labelled = { id: 'L-1', label: 'PAY', subject: '', body, similarity: 0.9 };
  const names = [{ kind: 'NAME', value: 'Dariela Okonkwo' }] as const;
  const findSimilar = () => [{ ...labelled, givenAway: [...names] }];
  await frontierOf(client, {}, { findSimilar }).ask(ticket, unlimitedBudget);
  const prompt = client.requests.flatMap(({ messages }) => messages.map(({ content }) => content)).join('\n');
  expect(prompt).toMatch(/the payout for \[NAME-\d\] has not arrived/);
  expect(prompt).not.toMatch(/Dariela|Okonkwo/);
});

test('the cleaner tells the names that it leaves without their signature', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cleaned-'));
  const path = join(folder, 'tickets.jsonl');
  const [, mail] = mails[0] as (typeof mails)[number];
  await writeFile(path, JSON.stringify({ id: '1', channel: 'email', ...mail }));
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await clean(path);
  const line = JSON.parse(String(printed.mock.calls[0]?.[0]));
  printed.mockRestore();
  await rm(folder, { recursive: true });
  expect(line.givenAway).toEqual([{ kind: 'NAME', value: 'Dariela Okonkwo' }]);
});
