import { createMask, type Mask } from './mask-personal-data.ts';

/** A string with the colon that makes it a name, or a number. */
const token = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** Fields whose whole value is nobody's business. */
const secretField = /passw|passphrase|pwd|secret|token$|authorization|api.?key|private.?key|cookie|credential/i;
/** Fields whose name tells what their value is; names such as `id`, `code` or `name` tell nothing. */
const personalField =
  /phone|mobile|whatsapp|e.?mail|iban|account.?(?:no|num)|card|^pan$|cvv|cvc|^pin$|^otp$|passport|iqama|national.?id|emirates.?id|^ssn$|birth|^dob$|(?:customer|full|first|last|contact|holder).?name/i;
/** What only one word without digits says under such a name as `topic` cannot be personal. */
const mayBePersonal = /[\p{Nd}@\s=:%]/u;

/**
 * A line of JSON with every string in it masked, names of fields included, by one mask for the whole line. All else stays as it
 * is written, so a line without personal data comes back character by character.
 */
export function maskJsonLine(line: string): string {
  const mask = createMask();
  let field = '';
  return line.replace(token, (written, string: string | undefined, colon: string | undefined) => {
    const text: string = string === undefined ? written : JSON.parse(string);
    if (colon !== undefined) {
      field = text;
      const masked = maskText(mask, text);
      return masked === text ? written : `${JSON.stringify(masked)}${colon}`;
    }
    // A bare number is an offset, a size or a time, unless its field says otherwise.
    const masked = string === undefined && !isTelling(field) ? text : maskValue(mask, field, text);
    return masked === text ? written : JSON.stringify(masked);
  });
}

const isTelling = (field: string) => secretField.test(field) || personalField.test(field);

function maskValue(mask: Mask, field: string, text: string): string {
  if (secretField.test(field)) return text === '' ? text : '[SECRET]';
  if (personalField.test(field)) {
    // As in a letter: `pin: 4821`, `date of birth: …`.
    const label = `${/name$/i.test(field) ? 'Name' : field.replace(/([a-z])([A-Z])|_/g, '$1 $2')}: `;
    const masked = mask(label + text);
    if (masked.startsWith(label)) return masked.slice(label.length);
  }
  return maskText(mask, text);
}

const maskText = (mask: Mask, text: string) => (mayBePersonal.test(text) ? mask(text) : text);
