import { beforeEach, describe, expect, test, vi } from 'vitest';
import { cutMark, keptAtEachEnd } from '../../service/intake/bound-text.ts';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';
import { ticketWith } from './tickets.ts';

/** What the libraries were given to do; they are the only parts whose time can grow faster than their input. */
const work = vi.hoisted(() => ({ replyParser: [] as string[], converter: [] as string[], detector: [] as string[] }));

vi.mock('email-reply-parser', async (importOriginal) => {
  const { default: Original } = await importOriginal<typeof import('email-reply-parser')>();
  return {
    default: class extends Original {
      override read(text: string) {
        work.replyParser.push(text);
        return super.read(text);
      }
    },
  };
});
vi.mock('html-to-text', async (importOriginal) => {
  const original = await importOriginal<typeof import('html-to-text')>();
  const compile: typeof original.compile = (options) => {
    const convert = original.compile(options);
    return (html) => {
      work.converter.push(html);
      return convert(html);
    };
  };
  return { ...original, compile };
});
vi.mock('eld/extrasmall', async (importOriginal) => {
  const { eld } = await importOriginal<typeof import('eld/extrasmall')>();
  const detect: typeof eld.detect = (text) => {
    work.detector.push(text);
    return eld.detect(text);
  };
  return { eld: { ...eld, detect } };
});

beforeEach(() => {
  for (const texts of Object.values(work)) texts.length = 0;
});

const MEGABYTE = 1_000_000;
const fill = (piece: string): string => piece.repeat(Math.ceil(MEGABYTE / piece.length));

/** Each repeats something that looks like the start of a quote, a signature, a tag or broken encoding. */
const hostile: [name: string, body: string][] = [
  ['one endless word', fill('a')],
  ['spaces', `a${fill(' ')}b`],
  ['blank lines', `a${fill('\n \n')}b`],
  ['reply headers', fill('On Mon, 3 May 2024 at 10:02, A <a@b.example> wrote:\n')],
  ['halves of reply headers', fill('On Mon 2024 from <from <\n')],
  ['lines that could be a header', fill('20240000fromfrom<<<>:\n')],
  ['stories', fill('On 12 wrote a:\n')],
  ['Dutch and Polish openings', fill('Op x\nW dniu x\n')],
  ['header lines', fill('From: a\nTo: b@c;\n')],
  ['header blocks', fill('From: a\nSent: b\nTo: c\nSubject: d\n\nx\n')],
  ['quoted lines', fill('> a\nb\n')],
  ['delimiters', fill('-- \n__\n')],
  ['closings', fill('Regards,\nBob Miller\n')],
  ['notices', fill('This e-mail is confidential, delete it if received in error\n\n')],
  ['soft line breaks', fill('aaaa aaaa aaaa aaaa aaaa aaaa =\n')],
  ['quoted-printable', fill('=E2=80=99')],
  ['mojibake', fill('Ã¢â‚¬â„¢')],
  ['combining marks', `a${fill('\u0301\u0323')}`],
  ['joiners', fill('م\u200d')],
  ['letters that are no letters in every case', `${'ι'.repeat(118)}x\n\n> old mail`],
  ['marks that are letters in capitals', `${'\u0345'.repeat(118)}x\n\n> old mail`],
  ['a call for an appointment', `Dead.\n\nRegards\nJo\nBook a call${fill('-')} x y`],
  ['a line of a phone', `Dead.\n\nSent from my ${'a'.repeat(105)},`],
  ['lone surrogates', fill('\ud800')],
  ['entities', fill('&#8217;&eacute;')],
  ['angle brackets', fill('<')],
  ['paragraphs', fill('<p>Hello there</p>')],
  ['line breaks', fill('x<br>')],
  ['unclosed elements', fill('<div>x')],
  ['nested tables', fill('<table><tr><td>')],
  ['nested quotes', fill('<blockquote>x')],
  ['unclosed tags', `<p>x</p>${fill('<a ')}`],
  ['unclosed styles', `<p>x</p>${fill('<style>')}`],
  ['unclosed comments', `<p>x</p>${fill('<!--')}`],
  ['an inlined picture', `<p>Hello</p><img src="data:${fill('QUJD')}"><p>my card is stolen</p>`],
];

test('the work of the libraries is seen', () => {
  cleanTicket(
    ticketWith({
      body: '<p>Il POS non funziona più da ieri mattina.</p><p>Il giorno 29 apr 2025, alle ore 10:03, Ana ha scritto:</p>',
    }),
  );
  expect(work.converter).toHaveLength(1);
  expect(work.replyParser).toHaveLength(1);
  expect(work.detector).toHaveLength(1);
});

describe('a body of a megabyte costs no more than its ends', () => {
  test.each(hostile)('%s', (_name, body) => {
    const clean = cleanTicket(ticketWith({ body, subject: body }));
    const sizes = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0);

    expect(clean.body.length).toBeLessThanOrEqual(2 * keptAtEachEnd + cutMark.length);
    expect(clean.subject.length).toBeLessThanOrEqual(2000);
    // The reply parser takes polynomial time, so it gets few and short questions.
    expect(work.replyParser.length).toBeLessThanOrEqual(100);
    expect(Math.max(0, ...work.replyParser.map((text) => text.length))).toBeLessThanOrEqual(320);
    // The converter takes quadratic time on deep nesting and much for each element. Escaping can lengthen a text fourfold.
    const opened = Math.max(0, ...work.converter.map((html) => html.match(/<[a-z]/gi)?.length ?? 0));
    expect(opened).toBeLessThanOrEqual(6000);
    expect(sizes(work.converter)).toBeLessThanOrEqual(4 * (2 * keptAtEachEnd + 100));
    expect(sizes(work.detector)).toBeLessThanOrEqual(2 * 120);
  });

  test('both ends are kept, with a mark between them, and no character is split', () => {
    const body = `My card was stolen. ${'😀'.repeat(MEGABYTE / 2)} Please block it now.`;
    const clean = cleanTicket(ticketWith({ body }));
    expect(clean.body).toMatch(/^My card was stolen\. .*\n\n\[…\]\n\n.* Please block it now\.$/su);
    expect(clean.body).not.toMatch(/\p{Surrogate}|\uFFFD/u);
    expect(clean.ticket.body).toBe(body);
  });

  test('a request in HTML is found behind a huge style and before a huge picture', () => {
    const html = `<html><head><style>${fill('.a{b:c}')}</style></head><body><p>My card was stolen.</p><img src="data:${fill('QUJD')}"></body></html>`;
    expect(cleanTicket(ticketWith({ body: html })).body).toBe('My card was stolen.');
  });

  test('a cut through the middle of tags leaves no halves of tags', () => {
    const html = fill('<p class="MsoNormal">Hello there</p>');
    const clean = cleanTicket(ticketWith({ body: html }));
    expect(clean.body).toContain('[…]');
    expect(clean.body).not.toMatch(/[<>"=]/);
  });

  test('a usual mail asks the reply parser about no line that cannot be a header', () => {
    cleanTicket(
      ticketWith({ body: 'Hello,\n\nplease answer the following:\n1. the fee\n2. the date\n\nRegards:\nBob' }),
    );
    expect(work.replyParser).toEqual([]);
  });
});
