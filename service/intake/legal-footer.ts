import { soundsLikeRequest } from './signature-line.ts';

/** One of these alone is a footer. */
const DECISIVE = [
  /think before (?:you print|printing)|consider (?:the|our|your) (?:environment|planet)(?:[^\n:]{0,60}(?:print|e-?mail)| ?[.!]|[^\p{L}\n:]*$)/imu,
  // `Digital receipts help save paper, switch printing off` wants something.
  /(?:^|please |help |[.!] |(?:green|trees?|planet|earth|nature|necessary), )save (?:paper|a tree|trees)(?:[^\n:]{0,40} (?:print(?:ing)? (?:this|e-?mails?|only|unless)|you print)|[^\p{L}\n:]*$)/imu,
  /bitte prüfen sie,? ob (?:der ausdruck|diese (?:e-?mail|mail|nachricht)[^\n.]{0,40}druck)|(?:denken sie an die umwelt|umwelt zuliebe)(?:[^\n]{0,60}(?:mail|nachricht|ausdruck|bevor sie)|[^\p{L}\n:]*$)/imu,
  /(?:(?:pensez|penser) à|respectons) l[’']environnement(?! de)|n[’']imprimez (?:ce|cet) (?:e-?mail|mail|message|courriel|document)/i,
  /antes de imprimir[^\n]{0,60}(?:correo|mensaje|e-?mail|ambiente|necesario|piens[ae])|(?:cuid(?:e|emos) (?:el|del)|proteja el) medio ?ambiente/i,
  /(?:(?<!\p{L})فكر(?!\p{L})|يرجى مراعاة البيئة|حافظ على البيئة).{0,40}(?:طباعة|الطباعة)/u,
  /you (?:are receiving|received) this (?:e-?mail|message|newsletter) because/i,
  /(?:(?:^|[.!|(] ?|you (?:wish|want) |prefer |here )to) (?:unsubscribe|opt out)[^?]{0,60}(?:click|reply|visit|manage)|to opt out reply stop/im,
  /(?:this|any) (?:e-?mail|message)[^?]{0,60} (?:has been|was) (?:scanned|checked) (?:for|by)[^?]{0,60}(?:virus|malware|spam|security)/i,
  // A person goes on: `was checked by Sophos and refused`.
  /(?:this|any) (?:e-?mail|message)[^?]{0,60} (?:has been|was) (?:scanned|checked) by (?:the )?(?:mimecast|barracuda|symantec|proofpoint|sophos|messagelabs|mcafee|norton|avast|avg|kaspersky|eset|bitdefender|forcepoint|websense|trend ?micro|fortinet|fortimail|hornetsecurity|mailguard|cisco)(?![^.?!]{0,40}(?:[,;]| and | but ))/i,
];

/** How such a notice opens; then fewer signs are enough. */
const OPENING =
  /^[\s*_>-]*(?:without prejudice|(?:legal |security |privacy |confidentiality |e-?mail )?(?:notice|disclaimer|confidential(?:ity)?)|this (?:e-?mail|message|communication|transmission)|the (?:information|content)s? (?:contained )?(?:in|of) this|(?:rechtlicher hinweis|vertraulich)|diese (?:e-?mail|nachricht|mail)|der inhalt dieser|ce (?:message|mail|courriel|courrier)|cet e-?mail|les informations contenues|(?:aviso legal|aviso de confidencialidad)|este (?:mensaje|correo|e-?mail)|esta comunicación|la información contenida|(?:إخلاء|تنبيه|إشعار)|(?:هذه الرسالة|هذا البريد|تحتوي هذه الرسالة|إن هذه الرسالة|محتويات هذه الرسالة))/iu;

const CONFIDENTIAL = /confidential|privileged|proprietary|vertraulich|confidentiel|confidencial|سري/i;
const RECIPIENT =
  /intended (?:solely |only |exclusively )?(?:for|recipient|addressee)|named (?:above|addressee|recipient)|addressee|adressat|empfänger|destinataire|destinatari|المرسل إليه|المستلم|الموجهة? إلي|للشخص/i;

const DELETE =
  /(?:delete|destroy) (?:it|this|the|all)|lösch|vernicht|détrui|supprim|elimin|borr|destru|حذف|إتلاف|احذف/i;

const SIGNS = [
  CONFIDENTIAL,
  RECIPIENT,
  /(?:in|by) (?:error|mistake)|irrtümlich|versehentlich|par erreur|por error|عن طريق الخطأ|بالخطأ|بطريق الخطأ/i,
  DELETE,
  /(?:notify|inform|contact) (?:the sender|us|me|sender)|den absender|l[’']expéditeur|expéditeur|remitente|المرسل/i,
  /unauthori[sz]ed|prohibited|disclos|distribut|dissemin|unbefugt|unerlaubt|weitergabe|nicht gestattet|interdite?|divulg|prohibid|difusión|غير مصرح|يحظر|نشر/i,
  /attachments?|anhänge|anlagen|pièces? jointes?|adjunt|anexos|المرفقات|مرفقات/i,
  /virus|malware|fraud|phishing|liab|haft|responsab|مسؤولية/i,
  /views? (?:and opinions )?expressed|necessarily (?:reflect|represent)|opinion/i,
  /bank details will (?:never|not) (?:be )?change|never ask (?:you )?for your password/i,
];

/** Whom a notice is for; a customer writes of the recipient of a payment as well. */
const INTENDED = new RegExp(
  [
    'intended (?:recipient|addressee|(?:solely|only|exclusively) for|for the (?:sole |exclusive |named |attention|use|person|individual|entity|addressee|recipient))',
    '(?:for|by) the (?:use of the )?(?:named )?(?:addressee|recipient)|(?:not|are) (?:the|an) (?:\\p{L}+ )?addressee|addressee\\(?s?\\)?,? (?:only|named|above)|named (?:above|addressee|recipient)',
    '(?:richtige|vorgesehene|beabsichtigte|angegebene|genannte|bestimmte|adressierte)\\p{L}* (?:empfänger|adressat)|nicht (?:der|die|für) [^.\\n]{0,30}(?:empfänger|adressat)|(?:empfänger|adressat\\p{L}*)(?:\\(?s?\\)?)? bestimmt',
    "(?:destiné|adressé|attention|réservé|usage|(?:exclusi|uni|seul)\\p{L}*)[^.\\n]{0,40} destinataires?|pas (?:le|un des|un|la|son|l[’']un des) [^.\\n]{0,20}destinataire",
    '(?:dirigid|destinad|exclusiv|únic|sol[oa]|reservad)\\p{L}*[^.\\n]{0,40} destinatari|no (?:es|fuera|fuese|sea)[^.\\n]{0,30}destinatari',
    'المرسل إليه|الموجهة? إلي|للشخص',
  ].join('|'),
  'iu',
);

/** One of these at least is in a notice. A customer who writes of fraud, attachments and mistakes has none of them. */
const BY_ROTE = [
  CONFIDENTIAL,
  INTENDED,
  /named person|property of|necessarily (?:reflect|represent)|views? (?:and opinions )?expressed/i,
  /(?:you (?:have )?received? this|received? (?:it|(?:this|the) (?:e-?mail|mail|message|communication|transmission))) (?:in|by) (?:error|mistake)/i,
  /(?:wenn|falls|sollten)[^.\n]{0,80}(?:irrtümlich|versehentlich) erhalten|(?:^|\P{L})si (?:vous )?[^.\n]{0,60}reçu [^.\n]{0,40}par erreur|(?:^|\P{L})si [^.\n]{0,60}recibido [^.\n]{0,40}por error|(?:استلمت|وصلت).{0,40}(?:عن طريق الخطأ|بالخطأ|بطريق الخطأ)/iu,
  /no (?:liability|responsibility)|keine haftung|haftet nicht|décline toute responsabilité/i,
  /bank details will (?:never|not) (?:be )?change|never ask (?:you )?for your password/i,
];

/** Data of a company's register entry, which the law wants under business mail. */
const REGISTER = [
  /registered (?:office|in|charity|address|number)|(?<!\p{L})(?:ltd|limited|plc|llp|inc|gmbh|b\.?v)(?!\p{L})[\s\S]{0,120}company (?:registration )?(?:no|number|reg)|incorporated in|authori[sz]ed and regulated/iu,
  /(?<!\p{L})(?:vat (?:reg|no|number|id)|ust-?id|n° tva|tva intra|siret|(?:mwst|siren|n\.?i\.?f|c\.?i\.?f)(?!\p{L}))/iu,
  /\bhr[ab]\s?\d|amtsgericht|registergericht|handelsregister|rcs\s\p{L}+|registro mercantil|au capital de/iu,
  /geschäftsführ|vorstand|aufsichtsrat|sitz der gesellschaft|siège social|domicilio social/i,
];

/** Words of somebody who wants a register entry changed or tells of it: `our new VAT number is`, `ändern`, `le siège est`. */
const SPEAKS_OF_REGISTER =
  /(?<![\p{L}.])(?:(?:office|address|number|no|id|director) (?:is|are)(?! (?:an?|at|registered) )|(?:our|unser\p{L}*|notre|nuestr[oa]s?|nostr[oa]|nosso|nossa|onze?) (?:\p{L}+ )?(?:registered|company|vat|office|ust|umsatz|mwst|sitz|geschäftsführ\p{L}*|siège|siren|siret|tva|domicilio|cif|nif)|(?:office|address|number|director|company|entry|details?|sitz|geschäftsführer|nummer|adresse|anschrift|bankverbindung|eintrag|siège|adresse) (?:has|have|hat|haben)|new(?! (?:york|zealand|jersey|south|mexico|delhi))|now|jetzt|nun|maintenant|désormais|ahora|update|change[ds]?|correct|remove|add(?! us to)|put|replace|amend|enter|says?|instead|moved|belongs?|wrong|need|want|please(?! (?:visit|see|note|find|click|refer|consider|add us))|kindly|neue[nrs]?|(?<!gesellschaft |vorsitzende |vorsitzender )(?:ist|sind)(?! ein)|wurde|gewechselt|steht|fehlt|falsch|statt|sondern|bitte(?! (?:beachten|besuchen|lesen))|änder\p{L}*|eintragen|ergänz\p{L}*|nouveau|nouvelle|est(?!\.| une? | (?:situé|sis|établi))|sont|merci|veuillez|svp|modifi\p{L}*|corrig\p{L}*|ajout\p{L}*|mettre|mettez|nuev[oa]|está|tiene|favor|cambi\p{L}*|poner|pongan?|actuali[cz]\p{L}*|aggiorn\p{L}*|inserir\p{L}*|wijzig\p{L}*|alter(?:ar|em)|atuali[sz]\p{L}*)(?!\p{L})/iu;

/** `12 New Street`, `Banque Est SA`, `Change Coffee Ltd`: the same words in names. */
const IN_NAMES =
  /(?<!\p{L})(?:New|Neue[nrs]?|Nouve(?:au|lle)|Nuev[oa]|Change|Est)(?=\s\p{Lu}\p{Ll})(?!\s(?:Registered|Company|Address|Office|Director|Number|Adresse|Anschrift|Geschäftsführer|Sitz|Handelsregister|Siège|Domicilio))|(?<=[\p{L}’'](?:\s)?)Est(?!\p{L})/gu;

/** A notice speaks for a firm; a person who says "I" still wants something. */
const FIRST_PERSON =
  /[?؟]|(?<!\p{L})(?:i|i'm|i’m|i've|my|mine|ich|mein\p{L}*|mir|mich|je|j[’']ai|mon|ma|mes|yo|mi|mis|أنا|لدي|حسابي)(?!\p{L})/iu;

/** So does who says "we want", unless a full notice says "we would like to point out that e-mails can be changed". */
const WE_WANT =
  /(?<!\p{L})(?:we(?:['’]d| would) like|we (?:want|need|tried)|wir (?:möchten|wollen|brauchen)|nous (?:voulons|souhaitons)|queremos)(?!\p{L})/iu;
const FULL_NOTICE = [OPENING, CONFIDENTIAL, RECIPIENT, DELETE];

const MAX_LENGTH = 6000;
/** `This message is confidential.` and no more, in which nobody wants anything. */
const MAX_SHORT_NOTICE = 200;
const count = (signs: readonly RegExp[], text: string): number => signs.filter((sign) => sign.test(text)).length;

/** Whether a passage at the end of a mail is a confidentiality notice, register data or another footer by rote. */
export function looksLikeLegalFooter(passage: string): boolean {
  const text = passage.slice(0, MAX_LENGTH);
  if (speaksOfItself(text)) return false;
  if (WE_WANT.test(text) && count(FULL_NOTICE, text) < FULL_NOTICE.length) return false;
  if (DECISIVE.some((sign) => sign.test(text)) || isRegisterEntry(text)) return true;
  if (!BY_ROTE.some((sign) => sign.test(text))) return false;
  const signs = count(SIGNS, text);
  if (!OPENING.test(text)) return signs >= 4;
  return signs >= 2 || (signs === 1 && text.length <= MAX_SHORT_NOTICE && !soundsLikeRequest(text));
}

/** Whether somebody says "I" or asks. */
export const speaksOfItself = (text: string): boolean => FIRST_PERSON.test(text);

const isRegisterEntry = (text: string): boolean =>
  count(REGISTER, text) >= 2 && !SPEAKS_OF_REGISTER.test(text.replace(IN_NAMES, ' '));

/** Whether a line begins a notice, as far as one can tell without the rest. */
export const opensLegalFooter = (line: string): boolean =>
  OPENING.test(line) || DECISIVE.some((sign) => sign.test(line));

/** Whether a paragraph could contain a part of a notice. */
export const hasLegalSign = (paragraph: string): boolean =>
  [...SIGNS, ...REGISTER, ...DECISIVE].some((sign) => sign.test(paragraph.slice(0, MAX_LENGTH)));
