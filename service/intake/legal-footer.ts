import { soundsLikeRequest } from './signature-line.ts';

/** One of these alone is a footer. */
const DECISIVE = [
  /consider the environment|think before you print|(?:^|please |help |[.!] |(?:green|trees?|planet|earth|nature|necessary), )save (?:paper|a tree)/im,
  /bitte prüfen sie,? ob (?:diese|der ausdruck)|denken sie an die umwelt|umwelt zuliebe/i,
  /(?:pensez|penser) à l[’']environnement|n[’']imprimez (?:ce|cet)|respectons l[’']environnement/i,
  /antes de imprimir|cuid(?:e|emos) (?:el|del) medio ?ambiente|proteja el medio ambiente/i,
  /(?:فكر|يرجى مراعاة البيئة|حافظ على البيئة).{0,40}(?:طباعة|الطباعة)/,
  /you (?:are receiving|received) this (?:e-?mail|message|newsletter) because/i,
  /(?:to|click here to) (?:unsubscribe|opt out)[^?]{0,60}(?:click|reply|visit|manage)|to opt out reply stop/i,
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

/** One of these at least is in a notice. A customer who writes of fraud, attachments and mistakes has none of them. */
const BY_ROTE = [
  CONFIDENTIAL,
  RECIPIENT,
  /named person|property of|necessarily (?:reflect|represent)|views? (?:and opinions )?expressed/i,
  /(?:you (?:have )?received? this|received? (?:it|(?:this|the) (?:e-?mail|mail|message|communication|transmission))) (?:in|by) (?:error|mistake)/i,
  /(?:irrtümlich|versehentlich) erhalten|reçu par erreur|recibido por error|(?:استلمت|وصلت).{0,40}(?:عن طريق الخطأ|بالخطأ|بطريق الخطأ)/i,
  /no (?:liability|responsibility)|keine haftung|haftet nicht|décline toute responsabilité/i,
  /bank details will (?:never|not) (?:be )?change|never ask (?:you )?for your password/i,
];

/** Data of a company's register entry, which the law wants under business mail. */
const REGISTER = [
  /registered (?:office|in|charity|address|number)|company (?:registration )?(?:no|number|reg)|incorporated in|authori[sz]ed and regulated/i,
  /vat (?:reg|no|number|id)|ust-?id|mwst|n° tva|tva intra|siret|siren|n\.?i\.?f|c\.?i\.?f/i,
  /\bhr[ab]\s?\d|amtsgericht|registergericht|handelsregister|rcs\s\p{L}+|registro mercantil|au capital de/iu,
  /geschäftsführ|vorstand|aufsichtsrat|sitz der gesellschaft|siège social|domicilio social/i,
];

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
  if (FIRST_PERSON.test(text)) return false;
  if (WE_WANT.test(text) && count(FULL_NOTICE, text) < FULL_NOTICE.length) return false;
  if (DECISIVE.some((sign) => sign.test(text)) || count(REGISTER, text) >= 2) return true;
  if (!BY_ROTE.some((sign) => sign.test(text))) return false;
  const signs = count(SIGNS, text);
  if (!OPENING.test(text)) return signs >= 4;
  return signs >= 2 || (signs === 1 && text.length <= MAX_SHORT_NOTICE && !soundsLikeRequest(text));
}

/** Whether a line begins a notice, as far as one can tell without the rest. */
export const opensLegalFooter = (line: string): boolean =>
  OPENING.test(line) || DECISIVE.some((sign) => sign.test(line));

/** Whether a paragraph could contain a part of a notice. */
export const hasLegalSign = (paragraph: string): boolean =>
  [...SIGNS, ...REGISTER, ...DECISIVE].some((sign) => sign.test(paragraph.slice(0, MAX_LENGTH)));
