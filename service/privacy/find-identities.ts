import validator from 'validator';
import { type Finding, matches } from './finding.ts';
import { labelledPattern } from './labels.ts';

const usSocialSecurity = /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g;
const emiratesId = /(?<!\d)784[ -]?\d{4}[ -]?\d{7}[ -]?\d(?!\d)/g;
/** `QQ` is never given out and stands in every example. */
const ukInsurance =
  /(?<![\p{L}\p{N}])(?:QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])(?:[ -]?\d{2}){3}[ -]?[A-D](?![\p{L}\p{N}])/gu;
const indianTax = /(?<![\p{L}\p{N}])[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![\p{L}\p{N}])/gu;
const aadhaar = /(?<![\d.,-] ?)[2-9]\d{3}([ -])\d{4}\1\d{4}(?! ?[\d-])/g;
const spanishId = /(?<![\p{L}\p{N}-])(?:[XYZ]-?\d{7}|\d{8})-?[A-Z](?![\p{L}\p{N}])/gu;

/** Of Brazil and Chile: nothing else is written with these stops and this hyphen. */
const dotted = /(?<![\d.])(?:\d{3}\.\d{3}\.\d{3}-\d{2}|\d{1,2}\.\d{3}\.\d{3}-[\dkK])(?![\p{L}\d.-])/gu;

const named = labelledPattern(
  [
    "passports?|reisepass|passeport|pasaporte|driv(?:ing|er'?s) licen[cs]e|residen(?:ce|cy) (?:permit|card)",
    'national id(?:entity)?|id card|identity (?:card|no|number)|civil id|emirates id|eid|qid|iqama|cnic|bvn|nin',
    'social(?: security)?|ssn|n\\.?i\\.?(?: number| no)|national insurance|nino|aadha?ar|pan(?: card| number| no)',
    'cpf|pesel|personnummer|personnr|fødselsnummer|cpr|bsn|burgerservicenummer|curp|cédula|cedula',
    'dni|nie|nif|tckn|tc kimlik|kimlik no|personalausweis|ausweis|steuer-?id',
    "carte d'identité|sécurité sociale|codice fiscale",
    'رقم (?:الهوية|الإقامة|الاقامة|الجواز)|الهوية|الإقامة|الاقامة|جواز السفر',
  ],
  '(?:[A-Z]{0,6}\\d[A-Z0-9-]{5,19}|[A-Z]{1,3}[ -]?\\d{6,9}(?:[ -][A-Z])?|[A-Z]{0,2}[ -]?\\d{1,5}(?:[ -]\\d{2,7}){1,4}(?:[ -][A-Z])?)(?![\\p{L}\\p{N}])',
);
const month =
  '(?:jan|ene|f[eé][bv]|m[aä]r|a[pbv]r|ma[iy]|ju[iln]|aug|ago|aoû|sep|o[ck]t|nov|d[eéi][cz])\\p{L}{0,7}\\.?';
const day = '\\d{1,2}(?:st|nd|rd|th|er|\\.)?';
const birthDate = labelledPattern(
  [
    'd\\.?o\\.?b\\.?|date of birth|birth ?da(?:te|y)|born|geburtsdatum|geboren(?: am)?|geb(?:\\.? am)?|date de naissance|née?',
    'fecha de nacimiento|nacid[oa]|doğum tarihi|تاريخ الميلاد',
  ],
  `(?:\\d{1,4}[./ -](?:\\d{1,2}|\\p{L}{3,9})[./ -]|${day}(?: of| de)? ${month},?(?: de)? |${month} ${day},? )\\d{2,4}(?!\\d)`,
);

/** Numbers by which states know their people; where a form is not telling by itself, only after its name. */
export function findIdentities(text: string): Finding[] {
  if (!/\d/.test(text)) return [];
  const find = (pattern: RegExp, accept?: (value: string) => boolean) => matches(text, 'ID', pattern, accept);
  return [
    ...find(usSocialSecurity),
    ...find(dotted),
    ...find(emiratesId),
    ...find(ukInsurance),
    ...find(indianTax),
    ...find(aadhaar, (value) => validator.isIdentityCard(value.replace(/[ -]/g, ''), 'IN')),
    ...find(spanishId, (value) => validator.isIdentityCard(value.replace(/-/g, ''), 'ES')),
    ...find(named, (value) => /(?:\d\D*){4}/.test(value)),
    ...matches(text, 'BIRTHDATE', birthDate),
  ];
}
