import { findEmails } from './find-emails.ts';
import { behindName, capitalised, fullName, isName, isNothingElse, particle } from './find-names.ts';
import { findPhones } from './find-phones.ts';
import { type Finding, matches } from './finding.ts';

/** In a field of a form. */
const shortParticled = `(?:${capitalised}(?: (?:${particle} ){0,2}${capitalised}){0,2})`;
/** Of forms in other languages, and in columns or with the value below, where more than a name may follow. */
const otherField = `(?:^|\\n)[> ]{0,4}[*_]{0,2}(?:${[
  '(?:(?:[Yy]our|[Ff]ull|[Ff]irst|[Ll]ast|[Cc]ontact|[Cc]ustomer) )?[Nn]ame|(?:Vor- und )?(?:Nach|Vor|Familien)name',
  'Nom(?: de famille| complet)?|Prénom|Nom et prénom|Nombre(?: completo| y apellidos?)?|Apellidos?|(?:Voor|Achter)?[Nn]aam',
  '(?:För|Efter)?[Nn]amn|Imię(?: i nazwisko)?|Nazwisko',
].join('|')})[*_]{0,2}`;
const formNames = [
  new RegExp(`${otherField} ?:[*_]{0,2} ?(?<value>${shortParticled})(?=[ \\t]*(?:\\n|$))`, 'gu'),
  // One word would be the heading of a column, or the next field.
  new RegExp(`${otherField}(?: \\| | ?:[*_]{0,2} ?\\n[> ]{0,4})(?<value>${fullName})(?=[ \\t|]*(?:\\n|$))`, 'gu'),
];
/** At the end too: a name above a few lines of which one is for contact, `Tom Reid | Account Executive`, `*Lena Okafor*`. */
const contactBlock = new RegExp(
  `(?<=[^\\s:：] ?\\n[ \\t]*\\n)[*_]{0,2}(?<name>${fullName})(?=${behindName}(?:[|,][^\\n]{0,80})?(?<below>(?:\\n[^\\n]{1,80}){1,6})\\s*$)`,
  'gu',
);
const contactLabel =
  /^[*_ ]{0,3}(?:(?:\p{Lu}|[Tt]el\p{L}*|[Pp]hone|[Mm]ob\p{L}*|[Cc]ell|[Dd]irect|[Ff]ax|[Ee]-?[Mm]ail|[Ww]eb)[.: ]{1,3})?$/u;
const isContactLine = (line: string) =>
  [...findPhones(line), ...findEmails(line)].some(({ start }) => contactLabel.test(line.slice(0, start)));
/** Headings above such lines. */
const isOfHeading =
  /^(?:details?|hours?|address(?:es)?|numbers?|names?|codes?|infos?|merchants?|business|serial|models?|location|summary|description)$/iu;
/** Names in contact details: in the fields of a form, and above phone numbers and addresses that end a letter without a closing. */
export function findContactNames(text: string): Finding[] {
  const inForms = formNames.flatMap((pattern) =>
    matches(text, 'NAME', pattern, (name) => isName(name) && isNothingElse(name)),
  );
  return [...inForms, ...aboveContacts(text)];
}

/** Lists end in the same way: what looks like the line below it is no name. */
function aboveContacts(text: string): Finding[] {
  return [...text.matchAll(contactBlock)].flatMap(
    ({ 0: found, index, groups: { name = '', below = '' } = {} }): Finding[] => {
      const words = name.split(' ');
      const [next = ''] = below.trim().split('\n');
      const isItem = next.trim().endsWith(` ${words.at(-1)}`);
      if (!below.split('\n').some(isContactLine) || isItem || words.some((word) => isOfHeading.test(word))) return [];
      if (!isName(name) || !isNothingElse(name)) return [];
      const end = index + found.length;
      return [{ kind: 'NAME', start: end - name.length, end, onlyHere: true }];
    },
  );
}
