import { withoutGreeting } from './greeting.ts';
import { countLetters } from './letters.ts';

const MAIL =
  '(?:e-?mails?|mails?|messages?|threads?|trails?|chains?|conversations?|correspondence|exchange|requests?|quer(?:y|ies)|questions?|enquir(?:y|ies)|inquir(?:y|ies)|cases?|tickets?|customers?|clients?|merchants?|complaints?|issues?|problems?|errors?|details?|info(?:rmation)?|notes?|screenshots?|transactions?|orders?|invoices?|answers?|repl(?:y|ies)|responses?|comments?|nachricht(?:en)?|anfragen?|anliegen|beschwerden?|verlauf|antwort(?:en)?|kommentare?|schriftverkehr|text|kund(?:e|en|in)|vorg(?:ang|änge)|fall|courriels?|demandes?|réclamations?|correos?|mensajes?|hilos?|consultas?|respuestas?|solicitud(?:es)?|quejas?|clientes?|incidencias?|mensagem|mensagens|pedidos?|messaggi[oi]?|richiest[ae]|rispost[ae]|bericht(?:en)?|vraag|verzoek|antwoord(?:en)?|الرسالة|رسالة|البريد|الإيميل|الايميل|الطلب|الشكوى|الاستفسار)';

/** Words that stand for a mail wherever they stand. */
const ALWAYS = [
  'fwd|fyi|for your (?:info(?:rmation)?|action)|see (?:thread|trail|chain|mail|email)',
  'siehe (?:mail|anfrage)|s\\. ?u\\.|unten ?stehend\\p{L}*|nachstehend\\p{L}*|zur (?:info(?:rmation)?|kenntnis|bearbeitung)',
  'ci-dessous|voir (?:plus bas|mail|message)|pour info(?:rmation)?|message transféré',
  'para (?:su|tu|vuestra) (?:información|gestión)|para (?:sua |vossa )?informação|per conoscenza|ter info(?:rmatie)?|onderstaande?|hieronder',
  'أدناه|للاطلاع|للعلم',
];

/** `below the limit`, `below 5 EUR` */
const NOT_THE_LIMIT = '(?! (?:the|an?|our|my|your|its|average|minimum|zero|what)(?!\\p{L})| [\\p{N}$€£])';

/**
 * `Below` is a place on a screen and a price as well, `unten` a lamp, `abajo` a button: a mail stands there where the
 * words beside them say so.
 */
const OF_PLACE = [
  // `see below`, `the mail below`, `please help with the below`, `advise as below`, `Below is`; not `below the limit`
  '(?:see|read|check|find|refer(?:red)? to|as|per|the) (?:below|underneath)',
  `(?:into|handle|action|process|advise|on|with|regarding|re|about|of|to) (?:below|underneath)${NOT_THE_LIMIT}`,
  `(?:below|underneath) ${MAIL}`,
  `${MAIL} (?:\\p{L}+ ){0,5}(?:below|underneath)${NOT_THE_LIMIT}`,
  '(?<=^|[.,;:!?\\n–-]\\s{0,2})(?:below|underneath)(?! (?:the(?!\\p{L})|[\\p{N}$€£]))',
  '(?:below|underneath)(?= ?(?:[.,;:!?)\\]"”]|$)| (?:[–—-] |please|pls|thanks|asap|urgently|for you|and (?:let|help|advise|tell|reply|respond|confirm)))',
  `(?:siehe|s\\.|wie|beachten|bitte) (?:\\p{L}+ )?unten|das unten(?! (?:am|im|an|auf|rechts|links))|${MAIL} (?:von |hier |weiter )?unten|unten (?:folg|angefügt|angehängt|aufgeführt|genannt|erwähnt)\\p{L}*|unten (?:finden|steht|\\p{L}+ ${MAIL})|(?<=[,;:–-] ?)(?:weiter |hier )?unten(?=\\s*$)`,
  `(?:ver|véase|vea|lea|leer|mir[ae]\\p{L}*|como|adjunto|copio|pego) (?:más )?abajo|${MAIL} (?:de |que \\p{L}+ )?(?:más )?abajo|lo de (?:más )?abajo`,
  `(?:ver|vea|adjunto|reenvío|copio|sigue|${MAIL}) a continuación|a continuación (?:\\p{L}+ )?${MAIL}|a continuación (?=(?:le|os|te|les) (?:reenv|copi|paso|adjunt))`,
  `(?:ver?|veja|segue|conforme|${MAIL}) abaixo|vedi (?:sotto|di seguito)|${MAIL} (?:qui )?sotto`,
  `(?:انظر|انظروا|راجع|${MAIL})(?: \\p{L}+)? (?:أسفل|بالأسفل|في الأسفل)`,
];

/** Calls, ports and money are forwarded too: it is the writer who forwards, or a mail that is. */
const OF_FORWARDING = [
  "(?:i(?:[’']m| am)|we(?:[’']re| are)|just) forwarding",
  `(?<=^|[.,;:!?\\n–-]\\s{0,2})forward(?:ing|ed)(?! (?:of|does|is|has|calls?|stopped|no))|(?:the|this|see|a) (?:\\p{L}+ )?forwarded|forwarded ${MAIL}|this (?:was|is|has been|got) forwarded`,
  `forwarded (?:(?:us|me|on|over) )?(?:this|(?:the|an?|my|our|his|her|their) (?:\\p{L}+ )?${MAIL})|forwarded (?:to|by) (?:us|me)|${MAIL} (?:has been|have been|was|were|is|got) (?:\\p{L}+ )?forwarded`,
  `${MAIL} (?:\\p{L}+ ){0,6}weitergeleitet`,
  `(?<=^|[.,;:!?\\n–-]\\s{0,2}|hiermit |anbei )weitergeleitet\\p{L}*|weitergeleitete[nrs]? ${MAIL}`,
  `je vous transfère|je (?:\\p{L}+ )?transfère (?:ce|cet|cette|le|la|un|une) ${MAIL}`,
  `(?:les?|os|te) reenvío|reenvío (?:est[ea]|el|la|un|una|de) ${MAIL}|vi inoltro|inoltro (?:il|la|questa?) ${MAIL}`,
  `${MAIL} (?:ال)?محول[ةه]?`,
];

const POINTER = new RegExp(`(?<!\\p{L})(?:${[...ALWAYS, ...OF_PLACE, ...OF_FORWARDING].join('|')})(?!\\p{L})`, 'iu');
/** `Please help, below`, `unten`: too few words to tell of anything else. */
const SHORT_POINTER: ReadonlySet<string> = new Set([
  ...['below', 'underneath', 'forwarded', 'forwarding', 'unten', 'weitergeleitet', 'abajo', 'abaixo'],
  ...['reenvío', 'reenviado', 'أسفل', 'بالأسفل', 'المحولة'],
]);
const MAX_SHORT_POINTER_WORDS = 3;

const WHERE_ANSWERS_STAND =
  '(?:below|underneath|in[- ]?line(?! with)|in (?:red|blue|green|bold|capitals)|unten|in (?:rot|blau|grün|fett)|direkt im text|ci-dessous|plus bas|en (?:rouge|bleu|vert|gras)|abajo|a continuación|en (?:rojo|azul|verde|negrita)|sotto|di seguito|in rosso|hieronder|in het (?:rood|blauw))';
/** `I have answered your questions below in red`: answers among somebody's questions, whatever else is said. */
const ANSWERS = new RegExp(
  `(?<!\\p{L})(?:${[
    "(?:i|we)(?:[’']ve| have)? (?:\\p{L}+ )?(?:answered|addressed|(?:replied|responded) to|commented on) (?:\\p{L}+ ){0,3}(?:questions?|quer(?:y|ies)|points?|them|each|all|everything)",
    "(?:i|we)(?:[’']ve| have)? (?:\\p{L}+ )?(?:answered|replied|responded|commented)(?= (?:below|in))",
    '(?:my|our|find(?: the)?|see(?: the)?) (?:answers|replies|responses|comments)',
    '(?:fragen|punkte)(?= (?:\\p{L}+ ){0,5}beantwortet)|(?:meine|unsere) (?:antworten|kommentare|anmerkungen)',
    '(?:répondu à (?:vos|tes|toutes|chaque)|(?:mes|nos) (?:réponses|commentaires))',
    '(?:(?:respondido|contestado) (?:a )?(?:sus|tus|las|todas)|(?:mis|nuestras) respuestas)',
    '(?:risposto alle|(?:le )?(?:mie|nostre) risposte)|(?:mijn|onze) antwoorden',
  ].join('|')})(?!\\p{L})[^.?!;]{0,50}?(?<!\\p{L})${WHERE_ANSWERS_STAND}(?!\\p{L})${NOT_THE_LIMIT}`,
  'iu',
);

const MAX_POINTER_LETTERS = 120;
const MAX_ANNOUNCEMENT_LETTERS = 400;

/** Whether a text hands the question over to the mail below it. */
export function pointsElsewhere(text: string): boolean {
  const own = withoutGreeting(text).trim();
  const letters = countLetters(own);
  if (letters <= MAX_POINTER_LETTERS && (POINTER.test(own) || isShortPointer(own))) return true;
  return letters <= MAX_ANNOUNCEMENT_LETTERS && (/[:：]$/.test(own) || ANSWERS.test(own));
}

function isShortPointer(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.length <= MAX_SHORT_POINTER_WORDS && SHORT_POINTER.has(words.at(-1) ?? '');
}
