import { namesOffice, soundsLikeRequest, startsWithName } from './signature-line.ts';

const SALUTATION =
  /^\s*(?:hi+(?:ya)?|hello+|he+y+a?|dear(?:est)?|good (?:morning|afternoon|evening|day)|to whom it may concern|hallo|guten (?:morgen|tag|abend)|moin|sehr geehrte\p{L}*|bonjour|bonsoir|hola|buen[oa]s \p{L}+|buon(?:giorno|asera)|ciao|salve|bom dia|boa tarde|olá|beste(?! gr)|geachte|goede(?:morgen|middag|ndag)|hej(?:san)?|hei|god (?:dag|morgon)|dzień dobry|witam|szanown\p{L}+|merhaba(?:lar)?|selam|iyi günler|مرحبا|السلام عليكم|تحية طيبة)\p{M}*(?![\p{L}\p{N}])/iu;

/** Whom a mail greets without a name. */
const ADDRESSEE =
  /^(?:hi|hello|hey|good|morning|afternoon|evening|day|dears?|there|again|all|both|every(?:one|body)|folks|guys|people|friends?|mate|colleagues?|teams?|support|customer|service|care|help|desk|helpdesk|sales|accounts|billing|office|sirs?|madams?|ma['’]am|m(?:iss|rs?|s)|you|to|the|of|at|and|or|zusammen|all[ei]\p{L}*|miteinander|guten|tag|morgen|abend|moin|liebe\p{L}*|ihr|herr\p{L}*|frau|damen|kolleg\p{L}*|leute|und|à|tous|toutes?|vous|chers?|chères?|collègues|le|la|l['’]équipe|équipe|madame|mesdames|monsieur|messieurs|et|client|a|todos|todas|equipo|señor\p{L}*|estimad[oa]s?|amig[oa]s|muy|buen[oa]s|días|dias|tardes|noches|y|و?رحمة|الله|تعالى|وبركاته|وبعد|تحية|طيبة|بكم|جميعا|فريق|الدعم|خدمة|العملاء|السادة|الكرام)$/iu;

const PLEASANTRY =
  /^\s*(?:(?:i |we )?hope (?:you(?:['’]re| are)|this (?:e-?mail |mail |message )?finds you|(?:all|everything) is)(?: all| doing| keeping)? (?:well|fine|good)|how are (?:you|things)(?: all)?(?: doing)?)(?: today)?\s*$/iu;

const MAX_GREETING_LENGTH = 80;

/** A text without the lines that only greet: they ask for nothing. */
export const withoutGreeting = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !isGreeting(line))
    .join('\n');

/** `Hello,` and `Dear Ana Ruiz` are one; `Hello, reader dead` is a request. */
function isGreeting(line: string): boolean {
  const salutation = line.length > MAX_GREETING_LENGTH ? undefined : SALUTATION.exec(line)?.[0];
  if (salutation === undefined) return false;
  const rest = line.slice(salutation.length);
  return !/[.?!؟]/.test(rest) && rest.split(/[,،]/).every((part, index) => isAddressee(part, index === 0));
}

/** @param isGlued whether no comma stands before it, so that `hi bob` names Bob and `hi, stuck` names nobody */
function isAddressee(text: string, isGlued: boolean): boolean {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu) ?? [];
  const names = words.filter((word) => !ADDRESSEE.test(word));
  if (names.length === 0 || PLEASANTRY.test(text)) return true;
  // Scripts without capitals write a name like any other word.
  if (names.length > 2 && names.every((word) => /^\p{Lo}/u.test(word))) return false;
  if (startsWithName(names.join(' ')) || startsWithName(words.join(' '))) return true;
  // `hi bob`, `dear meridian payments team`
  const [name = ''] = names;
  const isNamed = names.length === 1 ? startsWithName(name[0]?.toUpperCase() + name.slice(1)) : namesOffice(text);
  return isGlued && isNamed && !soundsLikeRequest(text);
}
