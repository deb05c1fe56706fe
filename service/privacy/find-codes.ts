import { type Finding, matches } from './finding.ts';
import { labelledPattern } from './labels.ts';
import { singleDigits } from './spoken-digits.ts';

// Not `12.50` and not `123abc`.
const end = '(?![\\p{L}\\p{N}]|[.,]\\d)';

const securityCode = labelledPattern(
  [
    'cvv2?|cvc2?|cvn|cid|(?:card )?security (?:code|number)',
    '(?:digits?|numbers?|figures|code) (?:on|at) (?:the |its )?(?:back|front|reverse)',
    'prüf(?:nummer|ziffer)|kartenprüfnummer|cryptogramme|código de seguridad|güvenlik kodu|رمز الأمان',
  ],
  `(?:\\d{3,4}|${singleDigits(3, 4)})${end}`,
);
/** Not "auth code": the authorisation code of a payment is what such tickets are about. */
const oneTimeCode = labelledPattern(
  [
    'otp|totp|tan|passcode|(?:one[ -]time|single[ -]use) (?:pass ?)?(?:code|word)s?|texted(?: me| us)?',
    '(?:verification|login|log-in|sign-in|security|sms|2fa|mfa|authenticator|confirmation|activation|unlock|access) codes?',
    '(?:4|5|6|8|four|six|eight)[ -]?digit codes?|bestätigungscode|sicherheitscode|doğrulama kodu',
    'code de (?:vérification|confirmation|sécurité)|código de (?:verificación|confirmación)|رمز (?:التحقق|التأكيد)',
  ],
  `(?:\\d{4,8}|${singleDigits(4, 8)}|\\d{3}[ -]\\d{3}|\\d{2} \\d{2} \\d{2})${end}`,
);
/** What banks answer is what such tickets are about. */
const notAnswered = '(?<!(?:error|response|decline|status|reason|result|return|antwort|fehler)[ -]?)';
/** `the code I got by text, 448812`, `der Code per SMS`, `text message with the code 448812` */
const message = '(?:text(?: message)?|sms|whatsapp)';
const codeByMessage = labelledPattern(
  [
    `${notAnswered}(?:c[oó]d(?:e|igo)s?|kod)(?: [\\p{L}'’]{1,12}){0,5}? (?:by|via|per|in|over|from|par|por|z|ze|ile|med) (?:an? |the |my |your |el |un |le |einer? )?${message}`,
    `${message} (?:with|mit|avec|con|med) (?:the |a |my |dem |einem |le |un |el )?c[oó]d(?:e|igo)`,
  ],
  `(?:\\d{4,8}|\\d{3}[ -]\\d{3})${end}(?!-\\d| ?(?:EUR|USD|GBP|AED|SAR|CHF|[€$£]))`,
);
/** Error codes are shorter. */
const myCode = labelledPattern(
  [
    '(?:my|sms|text|whatsapp) code',
    `${notAnswered}code (?:that )?(?:(?:i|we) (?:got|received|was sent|were sent)|(?:you|they) (?:sent|texted))`,
  ],
  `\\d{6}${end}`,
);
/** `771204 is your Meridian verification code` */
const announcedCode =
  /(?<![\p{L}\p{N}])(?:G-)?(?:\d{4,8}|\d{3}[ -]\d{3})(?= is (?:your|my|the) [^\n\d]{0,40}(?:code|otp|passcode|pin)(?!\p{L}))/giu;
const backupCode = '(?:[a-z0-9]{4,5}-[a-z0-9]{4,5}|(?=[a-z]{0,11}\\d)[a-z0-9]{8,12})(?![\\p{L}\\p{N}])';
const backupCodes = labelledPattern(
  ['(?:backup|recovery|rescue|emergency) codes?'],
  `${backupCode}(?:[,;\\s]{1,2}${backupCode}){0,15}`,
);
const pin = labelledPattern(
  ['pin ?(?:code|number)s?|pins?|geheimzahl|code secret|clave de cajero'],
  `(?:\\d{4,8}|${singleDigits(4, 8)}|\\d{2} \\d{2})${end}`,
);

/** Short numbers that open something: security codes of cards, one-time codes, PINs. Only labels tell them from amounts. */
export function findCodes(text: string): Finding[] {
  if (!/\d ?\d|\p{L}{3}[\s,-]{1,2}(?:one|two|three|four|five|six|seven|eight|nine|zero|oh)/iu.test(text)) return [];
  return [securityCode, oneTimeCode, codeByMessage, myCode, announcedCode, backupCodes, pin].flatMap((pattern) =>
    matches(text, 'SECRET', pattern),
  );
}
