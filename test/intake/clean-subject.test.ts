import { describe, expect, test } from 'vitest';
import { cleanSubject } from '../../service/intake/clean-subject.ts';

describe('cleanSubject', () => {
  test.each([
    ['Re: Payout late', 'Payout late'],
    ['RE: AW: Re[2]: WG: Auszahlung', 'Auszahlung'],
    ['Fwd: FW: Re: Re: webshop!!!', 'webshop!!!'],
    ['TR : RE : Virement absent', 'Virement absent'],
    ['RV: Re: Pago duplicado', 'Pago duplicado'],
    ['رد: إعادة توجيه: لم يصل المبلغ', 'لم يصل المبلغ'],
    ['Antw: SV: Betaling', 'Betaling'],
    ['[#12345] Card stolen', 'Card stolen'],
    ['Re: [Ticket#880-2231] Re: Card stolen', 'Card stolen'],
    ['[Case 60471] (Ref: AB-12) Evidence', 'Evidence'],
    ['[EXTERN] [HELP-1234] Terminal', 'Terminal'],
    ['Re: [MER-1234] Terminal', 'Terminal'],
    ['AW: [60471] Terminal', 'Terminal'],
    ['Terminal defekt [Ticket: #99812]', 'Terminal defekt'],
    ['  Payout\n late\u200b ', 'Payout late'],
    ['Itâ€™s late', 'It’s late'],
    ['Re:', ''],
    ['', ''],
  ])('%j is about %j', (subject, text) => {
    expect(cleanSubject(subject).text).toBe(text);
  });

  test.each([
    'Refund: order 12',
    'Reader broken',
    'Retour: colis 5',
    'Reg: invoice',
    '[3DS] fails for Visa',
    '[ISO-8583] field 39',
    '(2 refunds) please',
    '[ERR-1042] on terminal',
    '(VISA-1234) charged twice',
    '(10023) charged twice',
    'Error [E-117] on the reader',
    'TRN: where do I put it',
    'Case DP-220871: respond by 19 Oct',
  ])('%j loses nothing', (subject) => {
    expect(cleanSubject(subject).text).toBe(subject);
  });

  test.each([
    ['Fwd: x', true],
    ['Re: WG: x', true],
    ['إعادة توجيه: x', true],
    ['Re: x', false],
    ['Forwarded mail does not arrive', false],
  ])('whether %j was forwarded: %s', (subject, isForward) => {
    expect(cleanSubject(subject).isForward).toBe(isForward);
  });
});
