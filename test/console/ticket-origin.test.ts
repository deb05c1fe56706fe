import { describe, expect, it } from 'vitest';
import { originOf } from '../../service/console/parts/ticket-origin.ts';

const origin = (back: string) => originOf(new URLSearchParams({ back }));

describe('the page from which a ticket was opened', () => {
  it.each([
    ['/review?order=oldest&event=e-1', 'Review queue'],
    ['/tickets?wrong=true', 'Tickets'],
    ['/misclassifications/PAY/ACCESS?period=7d', 'ACCESS taken for PAY'],
    ['/misclassifications/PAY/none', 'No category taken for PAY'],
    ['/misclassifications/none/PAY', 'PAY taken for no category'],
    ['/', 'Overview'],
    ['/?period=7d', 'Overview'],
  ])('%s is led back to as %s', (to, label) => {
    expect(origin(to)).toMatchObject({ to, label });
  });

  it.each([
    '',
    'review',
    '//evil.example/tickets',
    '/.//evil.example',
    '/x/..//evil.example/tickets',
    '/\\evil.example/tickets',
    'https://evil.example/',
    '/nowhere',
    '/%',
  ])('is not taken from “%s”', (back) => expect(origin(back)).toBeNull());
});
