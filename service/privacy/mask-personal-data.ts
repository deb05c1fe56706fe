import { findPhoneNumbersInText } from 'libphonenumber-js/min';
import validator from 'validator';

export type PersonalData = 'CARD' | 'IBAN' | 'SECRET' | 'EMAIL' | 'PHONE' | 'ID' | 'NAME';

/** Masks texts of one ticket: the same value gets the same placeholder in all of them. */
export type Mask = (text: string) => string;

interface Finding {
  kind: PersonalData;
  /** In the text: from `start` up to, not including, `end`. */
  start: number;
  end: number;
}

/**
 * Replaces personal data and secrets by placeholders such as `[EMAIL-1]`, so that a reader still sees what kind of thing stood
 * there and which mentions are the same. Amounts, error codes and order numbers stay: the category hangs on them.
 */
export function createMask(): Mask {
  const placeholders = new Map<string, string>();
  const counts = new Map<PersonalData, number>();
  const placeholderOf = (kind: PersonalData, value: string) => {
    const key = `${kind} ${value.toLowerCase().replace(/[\s().+-]/g, '')}`;
    const known = placeholders.get(key);
    if (known) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const placeholder = `[${kind}-${count}]`;
    placeholders.set(key, placeholder);
    return placeholder;
  };
  return (text) => {
    let masked = '';
    let done = 0;
    for (const { kind, start, end } of withoutOverlaps(find(text))) {
      masked += text.slice(done, start) + placeholderOf(kind, text.slice(start, end));
      done = end;
    }
    return masked + text.slice(done);
  };
}

/** In the order in which they win where two claim the same characters. */
function find(text: string): Finding[] {
  return [
    ...matches(text, 'EMAIL', /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu),
    ...secrets(text),
    ...matches(text, 'CARD', /(?<![\p{L}\p{N}])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])/gu, (value) =>
      validator.isLuhnNumber(value.replace(/\D/g, '')),
    ),
    ...matches(
      text,
      'IBAN',
      /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![\p{L}\p{N}])/gu,
      looksLikeIban,
    ),
    ...matches(text, 'IBAN', /(?<![\p{L}\p{N}])[a-z]{2}\d{2}[a-z0-9]{11,30}(?![\p{L}\p{N}])/giu, (value) =>
      validator.isIBAN(value),
    ),
    ...identifiers(text),
    ...phones(text),
    ...signatureNames(text),
  ];
}

function matches(
  text: string,
  kind: PersonalData,
  pattern: RegExp,
  accept: (value: string) => boolean = () => true,
): Finding[] {
  return [...text.matchAll(pattern)]
    .filter(([value]) => accept(value))
    .map(({ 0: value, index }) => ({ kind, start: index, end: index + value.length }));
}

/** The last group of the pattern is what is masked; the words before it stay. */
function afterWords(text: string, kind: PersonalData, pattern: RegExp): Finding[] {
  return [...text.matchAll(pattern)].map((match) => {
    const end = match.index + match[0].length;
    return { kind, start: end - (match.at(-1) as string).length, end };
  });
}

/** Also with a slip in it: what is meant as an account is as private as a right one. */
function looksLikeIban(value: string): boolean {
  return validator.isIBAN(value.replace(/ /g, '')) || value.replace(/\D/g, '').length >= 12;
}

function secrets(text: string): Finding[] {
  return [
    ...matches(text, 'SECRET', /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+)?/g), // JSON Web Tokens
    ...matches(
      text,
      'SECRET',
      /\b(?:sk|pk|rk|whsec|key|tok|ghp|xox[abprs]|AKIA|AIza)[-_]?(?=[\w-]*\d)[A-Za-z0-9_-]{12,}\b/g,
    ),
    ...matches(
      text,
      'SECRET',
      /(?<![\w/.-])(?=[\w-]*\d[\w-]*\d[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{28,}(?![\w/.-])/g,
      (value) => !uuid.test(value),
    ),
    ...afterWords(text, 'SECRET', /\b(?:cvv2?|cvc2?|security code)\b[^\d\n]{0,15}(\d{3,4})(?!\d)/gi),
    ...afterWords(
      text,
      'SECRET',
      /\b(?:password|passwd|pwd|passcode|passwort|contraseña|mot de passe)\b[ \t]*(?:is|was|[:=])+[ \t]*(?:is[ \t]+)?["'`]?((?=\S*[\d!@#$%^&*?_])[^\s"'`]{4,})/gi,
    ),
    ...afterWords(
      text,
      'SECRET',
      /\b(?:pin|otp|one-time code|verification code)\b[ \t]*(?:is|was|[:=])*[ \t]*(\d{4,8})(?!\d)/gi,
    ),
  ];
}

/** Identifiers of payments and requests, as APIs print them: no secret, and the ticket may be about them. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function identifiers(text: string): Finding[] {
  return [
    ...matches(text, 'ID', /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/g), // US social security number
    ...matches(text, 'ID', /(?<!\d)784-?\d{4}-?\d{7}-?\d(?!\d)/g), // Emirates ID
    ...afterWords(
      text,
      'ID',
      /\b(?:passport|iqama|civil id|national id|emirates id|id card|identity card|social security|ssn|dni|nie|personalausweis)\b(?:[ \t]*(?:no\.?|number|nr\.?|#|is|[:=]))*[ \t]*((?=[A-Z0-9-]*\d{4})[A-Z0-9-]{6,20})(?![A-Z0-9])/gi,
    ),
  ];
}

/** Countries whose national form is recognised; international numbers (+…) always are. */
const homes = ['AE', 'SA', 'US', 'GB', 'DE'] as const;

function phones(text: string): Finding[] {
  return homes.flatMap((country) =>
    findPhoneNumbersInText(text, country)
      .filter(({ startsAt, endsAt }) => isWrittenAsPhone(text.slice(startsAt, endsAt), text.slice(0, startsAt)))
      .map(({ startsAt, endsAt }) => ({ kind: 'PHONE' as const, start: startsAt, end: endsAt })),
  );
}

/** Digits alone are more often an amount, a date, an order or a payment number, unless the text says that one can call there. */
function isWrittenAsPhone(value: string, before: string): boolean {
  if (value.replace(/\D/g, '').length < 8) return false;
  if (/^[+(0]/.test(value) || /^\d{3}[ .-]\d{3}[ .-]\d{4}$/.test(value)) return true;
  return /(?:tel|phone|mobile|cell|call|whatsapp|reach)\S{0,12}[^\d\n]{0,20}$/i.test(before.slice(-60));
}

const formula =
  /(?:kind |best |warm |many )?(?:regards|thanks|thank you|cheers|sincerely|yours(?: truly| faithfully| sincerely)?|best wishes|best|mit freundlichen grüßen|viele grüße|cordialement|saludos|atentamente|rgds|brgds)/;
const personName = /\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,3}/u;

/** The name after a closing formula, on its line or the next, near the end of a text; and wherever it stands again. */
function signatureNames(text: string): Finding[] {
  const pattern = new RegExp(
    `(?:^|[\\n.!?,] *)${formula.source}(?: (?:in advance|again|a lot|so much))?[ \\t]*[,.!–-]*\\s{0,3}(${personName.source})(?=[ \\t]*[,.]?[ \\t]*(?:\\n|$))`,
    'giu',
  );
  const tail = Math.max(0, text.length - 600);
  const names = [...text.slice(tail).matchAll(pattern)]
    .map((match) => match[1] as string)
    .filter((name) => personName.test(name) && /^\p{Lu}/u.test(name));
  return names.flatMap((name) => {
    const everywhere = new RegExp(
      `(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`,
      'gu',
    );
    return matches(text, 'NAME', everywhere);
  });
}

function withoutOverlaps(findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = [];
  for (const finding of findings) {
    if (!kept.some(({ start, end }) => finding.start < end && start < finding.end)) kept.push(finding);
  }
  return kept.sort((a, b) => a.start - b.start);
}
