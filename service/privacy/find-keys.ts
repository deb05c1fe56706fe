import validator from 'validator';
import { type Finding, isPlaceholder, matches } from './finding.ts';

/** Whole, and what is left of one that was cut off. */
const privateKey =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,8000}?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:(?:\s|\\n){1,4}[A-Za-z0-9+/=]{30,}){0,200})/g;
const webToken = /(?<![\w.-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+)?/g;
/** How providers let their keys begin: Stripe, OpenAI, GitHub, GitLab, Slack, Hugging Face, npm, Shopify, Google, AWS … */
const brandedPrefixes = [
  '(?:sk|pk|rk|mk|whsec|key|tok|gh[pousr]|github_pat|glpat|xox[abeoprs]|xapp|hf|npm|pypi|shp(?:at|ss|ca)|dop_v1)[-_]',
  'sk-ant-|SG\\.|ya29\\.|AIza',
].join('|');
/** Looked for within a bound: a long row of prefixes would be read to its end from each of them. */
const branded = new RegExp(
  `(?<![A-Za-z0-9])(?:(?:${brandedPrefixes})(?=[\\w.-]{0,200}\\d)[A-Za-z0-9_.-]{12,}[A-Za-z0-9_]|(?:AKIA|ASIA)[A-Z0-9]{16}|(?:hf|gh[pousr])_[A-Za-z]{30,})`,
  'g',
);
/** `https://user:password@host` */
const inAddress = /(?<=:\/\/[^\s/:@"']{0,64}):(?<value>[^\s/"']{1,100})(?=@[\p{L}\p{N}[])/giu;
/** `/reset/9f8a…`, `?code=Qx7…`: whoever has such a link is let in. */
const inLink =
  /[/?&#][a-z_-]{0,20}(?:reset|recover|verif|confirm|activat|invit|magic|token|login|auth|session|code)[a-z_-]{0,20}[/=](?<value>[\w.~%-]{16,500})/giu;
const scheme =
  /(?<![\p{L}\p{N}])(?:(?:proxy-)?authorization["']?\s?[:=]\s?["']?(?:[a-z]+ +)?|(?:bearer|basic) +)(?<value>[A-Za-z0-9+/_.~-]{8,}={0,2})/giu;
const names = [
  'api[ _-]?(?:keys?|secret)|secrets?(?:[ _-]?access)?(?:[ _-]?keys?)?|(?:client|shared|webhook|signing|app)[ _-]?secrets?',
  '(?:signing|account|encryption|private|shared|master|access|live|test)[ _-]?keys?|credentials?|cookie',
].join('|');
/** Words that tickets also have beside times, ids and names of errors. */
const weakNames =
  '(?:api|access|refresh|auth|bearer|session|id|bot|csrf|security)?[ _-]?tokens?|sig(?:nature)?|session[ _-]?id';
const label = (alternatives: string) =>
  `(?<![\\p{L}\\p{N}])(?:[a-z]{1,20}[_-]){0,4}(?:${alternatives})(?!\\p{L}|-\\d{1,4}\\])["']?`;
const written = '(?<value>[^\\s"\'`<>()&;,]{8,200})';
const verb = '(?:[:=]|=>|->|(?<!\\p{L})(?:is|was|ist|es|est)(?!\\p{L}))';
const named = new RegExp(`${label(names)}\\s{0,3}(?:${verb}\\s{0,3}){0,2}["'\`<(]?${written}`, 'giu');
const weaklyNamed = new RegExp(
  `${label(weakNames)}(?:[ \\t\\u200b]{0,3}(?:${verb}\\s{0,3}){1,2}["'\`<(]?|[ \\t]{0,3}["'\`<(])${written}`,
  'giu',
);
/** `token 7b1f0c9e4d8a`; and in a line below, as forms have it. */
const beside = new RegExp(`${label(weakNames)}[ \\t\\u200b]{1,3}${written}`, 'giu');
const below = new RegExp(`${label(weakNames)}[ \\t]{0,3}(?:\\n[> \\t]{0,4}){1,2}${written}`, 'giu');
/** `req_7fa0c1`, but `live_7b1f0c`. */
const kindInFront = /^(?!(?:live|test|prod|sk|pk)[_-])[a-z]{2,12}[_-]/i;
const unnamed = /(?<![\w/.+-])[A-Za-z0-9_-]{20,200}(?![\w/-]|\.[\w/])/g;

/** What machines show to each other: API keys, tokens, private keys, passwords in addresses. */
export function findKeys(text: string): Finding[] {
  return [
    ...matches(text, 'SECRET', privateKey),
    ...matches(text, 'SECRET', webToken),
    ...matches(text, 'SECRET', branded),
    ...matches(text, 'SECRET', inAddress, (value) => !isPlaceholder(value)),
    ...matches(text, 'SECRET', inLink, isLinkToken),
    ...matches(text, 'SECRET', scheme, isRandom),
    ...matches(text, 'SECRET', named, isRandom),
    ...matches(text, 'SECRET', weaklyNamed, isRandom),
    ...matches(text, 'SECRET', beside, isUnlikeAnId),
    ...matches(text, 'SECRET', below, (value) => isUnlikeAnId(value) && !kindInFront.test(value)),
    ...matches(text, 'SECRET', unnamed, isLongRandom),
  ].map(({ kind, start, end }) => {
    const key = withoutStops(text.slice(start, end));
    return { kind, start, end: start + key.length + brokenOff(key, text.slice(start + key.length, end + 600)).length };
  });
}

/** A pattern that ends in `+$` would read a long row of stops to its end from each of them. */
function withoutStops(key: string): string {
  let end = key.length;
  while (end > 0 && '.,:'.includes(key.charAt(end - 1))) end -= 1;
  return key.slice(0, end);
}

/** A long key goes on in the lines that mail programs break it into, when nothing else stands in them. */
function brokenOff(key: string, after: string): string {
  let taken = '';
  for (let more: RegExpExecArray | null; key.length >= 20; taken += more[0]) {
    more = /^[ \t]{0,3}\n[> \t]{0,4}(?<line>[A-Za-z0-9+/_.=-]{8,120})(?=[ \t]{0,3}(?:\n|$))/.exec(
      after.slice(taken.length),
    );
    const line = more?.groups?.line ?? '';
    // Serial numbers and ids have hyphens, and rarely small letters beside capitals.
    const isKey = isRandom(line) && (!line.includes('-') || (/[a-z]/.test(line) && /[A-Z]/.test(line)));
    if (!more || !isKey) break;
  }
  return taken;
}

/** Not the words of a page's address. */
function isLinkToken(value: string): boolean {
  return value.split(/[-._~%]/).some((part) => part.length >= 12 && /\d.*\d/.test(part) && /[A-Za-z]/.test(part));
}

/** Beside a name that promises a key: letters with digits among them, or small letters and capitals at random. */
function isRandom(value: string): boolean {
  if (isPlaceholder(value) || /^https?:|^\d{4}-\d\d-\d\d(?:T\d|$)/i.test(value)) return false;
  const isMixed = /[a-z][A-Z]/.test(value) && /=$|[A-Z].*[A-Z].*[A-Z]/.test(value);
  return /[A-Za-z]/.test(value) && (/\d/.test(value) || isMixed);
}

/** With nothing to say that it is the key: no time, and no `ORD-10023`, `error-4012-retry` or `req_7fa0c1`. */
function isUnlikeAnId(value: string): boolean {
  if (!isRandom(value) || /^\d{4}-\d\d-\d\d/.test(value)) return false;
  if (!/\d/.test(value)) return !/^[A-Za-z]?[a-z]+(?:[A-Z][a-z]{2,})*$/.test(value); // `JsonWebTokenError`
  const parts = value.split(/[-_.:/]/);
  const isMixed = parts.some((part) => part.length >= 4 && /\d/.test(part) && /[A-Za-z]/.test(part));
  return isMixed || (parts.length >= 4 && parts.every((part) => part.length >= 4));
}

/**
 * Keys without a name. Identifiers of payments, requests and files are long as well, but tell their kind in front (`pay_…`),
 * have a known form, or are made of words, dates and counters.
 */
function isLongRandom(value: string): boolean {
  if (validator.isUUID(value, 'loose') || validator.isULID(value) || validator.isMongoId(value)) return false;
  if (/^[a-z]{2,12}_(?!.*_)/.test(value)) return false;
  return value.split(/[_-]/).some((part) => {
    const changes = [...part.matchAll(/[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g)].length;
    const isMixed = /\d.*\d/.test(part) && /[A-Za-z].*[A-Za-z]/.test(part);
    return part.length >= 20 && isMixed && changes >= part.length / 4;
  });
}
