/** What an id field turned out to be; `wrong` says what was found and how to mend it. */
export type TicketIdReading = { id: string } | { wrong: string };

const MAX_ID_LENGTH = 200;
/** Longer than any number that a safe integer can be written as without padding. */
const MAX_NUMBER_LENGTH = 40;

/** The digits of a number when it is a safe integer as written (`12`, `12.0`, `1.2e1`), else undefined. */
function exactDigits(raw: string): string | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(raw);
  if (!match || raw.length > MAX_NUMBER_LENGTH) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) - fraction.length;
  const power = 10n ** BigInt(Math.abs(shift));
  const digits = BigInt(whole + fraction);
  if (shift < 0 && digits % power !== 0n) return undefined;
  const value = shift < 0 ? digits / power : digits * power;
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return value === 0n ? '0' : `${sign}${value}`;
}

function fromNumber(raw: string, key: string | undefined): TicketIdReading {
  const digits = exactDigits(raw);
  if (digits !== undefined) return { id: digits };
  if (key === raw) return { id: key };
  return {
    wrong:
      `ticketId is the number ${raw.slice(0, MAX_NUMBER_LENGTH)}, which JSON readers cannot keep exactly; ` +
      'send it as a string, or send its digits as the message key',
  };
}

/**
 * Finds the id of a ticket. Names of other fields are not guessed: an id taken from the wrong field would merge
 * unrelated tickets.
 *
 * @param value the field as parsed
 * @param raw the field as written when it is a number
 * @param key the Kafka key as text, undefined when there is none or it is not UTF-8
 */
export function readTicketId(value: unknown, raw: string | undefined, key: string | undefined): TicketIdReading {
  if (typeof value === 'number') return fromNumber(raw ?? String(value), key);
  const isMissing = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  if (!isMissing && typeof value !== 'string') {
    const found = Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
    return { wrong: `ticketId is ${found}; send a string` };
  }
  const id = isMissing ? key : value;
  if (id === undefined || id.trim() === '') {
    return { wrong: 'ticketId is missing and the message has no key; send ticketId as a string' };
  }
  if (id.length > MAX_ID_LENGTH) {
    return { wrong: `ticketId has ${id.length} characters; send at most ${MAX_ID_LENGTH}` };
  }
  return { id };
}
