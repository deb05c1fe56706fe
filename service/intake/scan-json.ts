const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index just after the string that begins at `start`; the length of the text when the string never ends. */
function endOfString(json: string, start: number): number {
  for (let index = start + 1; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (code === BACKSLASH) index += 1;
    else if (code === QUOTE) return index + 1;
  }
  return json.length;
}

const isOpening = (code: number): boolean => code === 0x5b || code === 0x7b;
const isClosing = (code: number): boolean => code === 0x5d || code === 0x7d;

/**
 * True when arrays and objects are nested in more than `maxLevels` levels. Works on raw text and without recursion,
 * so that a hostile message is found before a parser, a validator or a copy can run out of stack.
 */
export function isNestedDeeperThan(json: string, maxLevels: number): boolean {
  let level = 0;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) index = endOfString(json, index) - 1;
    else if (isOpening(code)) {
      level += 1;
      if (level > maxLevels) return true;
    } else if (isClosing(code)) level -= 1;
  }
  return false;
}

/** Where the value of a key that ends at `end` begins; undefined when no colon follows. */
function afterColon(json: string, end: number): number | undefined {
  const colon = /\s*:\s*/y;
  colon.lastIndex = end;
  return colon.test(json) ? colon.lastIndex : undefined;
}

function numberFrom(json: string, start: number): string | undefined {
  const number = /-?\d[\d.eE+-]*/y;
  number.lastIndex = start;
  return number.exec(json)?.[0];
}

/**
 * The number that follows a key of the outermost object, exactly as it was written: `JSON.parse` has already rounded
 * its own copy. Undefined when the key is absent or holds no number; the last one wins, as in `JSON.parse`.
 *
 * @param json valid JSON whose outermost value is an object
 */
export function rawNumberAt(json: string, key: string): string | undefined {
  let level = 0;
  let found: string | undefined;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (isOpening(code)) level += 1;
    else if (isClosing(code)) level -= 1;
    else if (code === QUOTE) {
      const end = endOfString(json, index);
      const valueStart = level === 1 ? afterColon(json, end) : undefined;
      if (valueStart !== undefined && JSON.parse(json.slice(index, end)) === key) found = numberFrom(json, valueStart);
      index = end - 1;
    }
  }
  return found;
}

const isNumberStart = (code: number): boolean => code === 0x2d || (code >= 0x30 && code <= 0x39);
const isRounded = (number: string): boolean => /^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number));

/**
 * The same JSON, in which integers that `JSON.parse` would round are text: `[12345678901234567]` is `["12345678901234567"]`.
 * Two customers' numbers must not become one.
 *
 * @param json valid JSON
 */
export function quoteRoundedIntegers(json: string): string {
  // Hardly any ticket has one; the greatest integer that is kept has 16 digits.
  if (!/\d{16}/.test(json)) return json;
  let quoted = '';
  let copied = 0;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) index = endOfString(json, index) - 1;
    else if (isNumberStart(code)) {
      const number = numberFrom(json, index) ?? '-';
      const end = index + number.length;
      if (isRounded(number)) {
        quoted += `${json.slice(copied, index)}"${number}"`;
        copied = end;
      }
      index = end - 1;
    }
  }
  return quoted + json.slice(copied);
}
