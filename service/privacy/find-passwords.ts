import { type Finding, isPlaceholder, matches } from './finding.ts';

const labels = [
  '[\\w-]{0,24}passw(?:or)?d|pwd|pw|psw|pass ?(?:code|phrase|key)|passwort|kennwort|contraseña|contrasena|mot de passe|mdp',
  'senha|wachtwoord|hasło|пароль|şifre(?:m|niz)?|parola|كلمة (?:المرور|السر)|الرقم السري',
].join('|');
const label = `(?<![\\p{L}\\p{N}])(?:${labels})(?:s|['’]s)?(?!\\p{L})`;
const verb = '(?:is|was|ist|lautet|war|es|era|est|é|هي|هو)';
const preposition = '(?:of|to|from|as)';
const quote = '["\'`“”„«»‘’]';
const word = '[^\\s"\'`“”„«»]{4,64}';
const words = '[^"\'`“”„«»‘’\\n]{3,64}';

/** `password is "blue door 1987"`, `"password": "…"` */
const quoted = new RegExp(
  `${label}${quote}? {0,3}(?:[:=] {0,3}|${verb} {1,3}){1,3}${quote}(?<value>${words})(?=${quote})`,
  'giu',
);
/** `password "tulip7"`, `the password to 'avoid suspension'`: also what is no password. */
const looselyQuoted = new RegExp(`${label} {1,3}(?:${preposition} )?${quote}(?<value>${words})(?=${quote})`, 'giu');
/** Several words, as only a passphrase has. */
const phrase =
  /(?<![\p{L}\p{N}])pass ?phrase {0,3}(?:is|[:=]) {0,3}(?<value>(?:[a-z0-9]{2,20}[ -]){2,9}[a-z0-9]{2,20})(?![ -]?[\p{L}\p{N}])/giu;
/** `pass` alone is a word of every day, and counts only where something is assigned to it. */
const assignment = `(?:${label}|(?<![\\p{L}\\p{N}])(?:[\\w-]{0,24}_)?(?:pass|clave)(?!\\p{L}))${quote}?(?: {0,3}\\([^()\\n]{1,20}\\))?\\s{0,3}`;
/** `Pass: Winter!2026`, `mot de passe : P@pillon44` */
const afterColon = new RegExp(`${assignment}(?::|=>|->)\\s{0,3}(?:${verb} {1,3})?(?<value>${word})`, 'giu');
/** `DB_PASSWORD=…`, `Password=…;Timeout=30`, `?password=…&x=1` */
const afterEquals = new RegExp(`${assignment}= {0,3}(?<value>[^\\s"'\`;&]{4,64})`, 'giu');
/** `Password: sunshine`: a plain word too, where nothing follows it. */
const alone = new RegExp(`${assignment}[:=] {0,3}(?<value>${word})(?=[ \\t.]{0,3}(?:$|[\\n,;}])|\\.\\s)`, 'giu');
/** `my password is Hunter2!`, `passwort lautet …`, `the passcode for the tablet is …`, `password - …` */
const stated = new RegExp(
  `(?:${label}|(?<!\\p{L})(?:my |the )pass) {1,3}(?:(?:for|on) (?:[\\p{L}-]{1,20} ){1,3})?(?:(?:${verb}|${preposition}|-) {1,3}){1,3}(?<value>${word})`,
  'giu',
);
/** `changed my password from Rabbit!44 to Rabbit!45` */
const changed = new RegExp(`${label} {1,3}from {1,3}${word} {1,3}to {1,3}(?<value>${word})`, 'giu');
/** `my password hunter2 does not work`, or in the line below, as forms have it */
const apposed = new RegExp(`${label}\\s{1,3}(?<value>${word})`, 'giu');
/** `login ali / Summer#2024`, `credentials for the sandbox: demo:Kestrel#909`, `curl -u shop:Kestrel#909` */
const besideUser = new RegExp(
  `(?:(?<![\\p{L}\\p{N}])(?:log-?ins?|users?(?:name)?|credentials|creds|zugangsdaten|anmeldedaten|identifiants|acceso|usuario|benutzer(?:name)?)(?!\\p{L})[^\\n]{0,40}?|\\s-u {0,2}["']?)(?<=[\\s:"'(])[\\p{L}\\p{N}_.@+-]{2,64} ?[/:|] ?(?<value>${word})`,
  'giu',
);

/** Without any of these, which is the rule, the patterns above need not run. */
const hint =
  /pass|pw|psw|mdp|kennwort|contrase|senha|wachtwoord|hasło|пароль|ifre|parola|clave|كلمة|السري|log-?in|user|cred|daten|identifiants|acceso|usuario|benutzer|-u/iu;

/** Passwords, in the phrasings in which people give them away. "My password is wrong" gives nothing away. */
export function findPasswords(text: string): Finding[] {
  if (!hint.test(text)) return [];
  const find = (pattern: RegExp, accept?: (value: string) => boolean) => matches(text, 'SECRET', pattern, accept);
  const isTypedOrNumber = (value: string) => looksTyped(value) || /^\d{4,}$/.test(bare(value)) || isGlued(bare(value));
  return [
    ...find(quoted, (value) => !isStatus(value)),
    ...find(looselyQuoted, looksTyped),
    ...find(phrase),
    ...find(afterColon, isTypedOrNumber),
    ...find(afterEquals, isTypedOrNumber),
    ...find(alone, (value) => /[\p{L}\d]/u.test(value) && !isStatus(value)),
    ...find(stated, isTypedOrNumber),
    ...find(changed, looksTyped),
    ...find(apposed, (value) => looksTyped(value) && !isCode.test(bare(value))),
    ...find(besideUser, (value) => looksTyped(value) && hasLetterAndSymbol.test(bare(value))),
  ].map(({ kind, start, end }) => ({ kind, start, end: start + bare(text.slice(start, end)).length }));
}

/** Without the punctuation of the sentence. Exclamation and question marks are liked in passwords. */
const bare = (value: string) => value.replace(/[.,;:)\]}>…]+$/, '');

/** No word of the language: letters with digits or symbols among them. */
function looksTyped(value: string): boolean {
  const typed = bare(value);
  if (typed.length < 4 || isPlaceholder(value) || isQuantity.test(typed) || /^https?:/i.test(typed)) return false;
  return /\p{L}/u.test(typed) && /[\d!@#$%^&*?_+=~|\\]/.test(typed.replace(/[!?]+$/, ''));
}

/** `blueTulip`, and not the name of a field or a device, `userPassword`, `iPhone`. */
const isGlued = (typed: string) =>
  /^\p{Ll}+\p{Lu}\p{Ll}+(?:\p{Lu}\p{Ll}+)*$/u.test(typed) &&
  !/^(?:i|e|mac|open)\p{Lu}/u.test(typed) &&
  !/pass|token|user|field|secret|key|error|invalid|login|auth|code|mail|id$|reset|hash|input|value|form|name|confirm|type|string/i.test(
    typed,
  );

/** `2-factor`, `8-character`, `30days`, `4.12.0` */
const isQuantity =
  /^(?:\d+-?(?:factor|fa|character|char|digit|step|day|hour|minute|min|st|nd|rd|th|x|am|pm|h)\p{L}*|v?\d+(?:\.\d+)+)$/iu;
/** `E-203`, `ERR_LOGIN`, `reset_token`: codes and names of fields are told of, not typed. */
const isCode = /^(?:[A-Z]{1,6}[-_]?\d{1,6}|[A-Z_]+|[a-z]+(?:_[a-z]+)+)$/;
const hasLetterAndSymbol = /\p{L}.*[!@#$%^&*]|[!@#$%^&*].*\p{L}/u;

/** What is said of a password, or shown instead of one. */
const statuses = new Set(
  [
    'wrong incorrect invalid expired required missing empty null none undefined true false yes no forgotten forgot lost',
    'changed change reset locked blocked unknown correct right same fine okay valid weak short long rejected refused declined',
    'accepted needed hidden redacted masked disabled enabled failed failure error ignored mismatch protected default optional',
    'string text sent unset again please help falsch ungültig abgelaufen vergessen incorrecta inválida caducada olvidada',
    'zurückgesetzt geändert gesperrt korrekt richtig geprüft unbekannt ok correct incorrect correcte incorrecte refusé bloqué',
    'bloqueada correcta inválido expirada błędne zmienione yanlış unchanged updated tested confirmed known working fails',
    'invalide expiré oublié خطأ',
  ].flatMap((line) => line.split(' ')),
);
const isStatus = (value: string) => statuses.has(bare(value).toLowerCase()) || isPlaceholder(value);
