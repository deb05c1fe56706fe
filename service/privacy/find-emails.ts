import { type Finding, matches } from './finding.ts';

// The last label has letters only: `kafkajs@2.2.4` is a version.
const domain = '(?:[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}-]{0,62}\\.){1,8}(?:xn--[a-z0-9-]{2,59}|[\\p{L}\\p{M}]{2,24})';
const local = "[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}._%+'-]{0,63}";

const address = new RegExp(`${local}(?:@| @ |%40)${domain}(?![\\p{L}\\p{N}])`, 'giu');
/** `name (at) shop (dot) example`; a bare `at` needs a `dot`, since "the checkout at shop.example" is no address. */
const bracketed = new RegExp(
  `${local} ?[\\[({] ?at ?[\\])}] ?(?:[\\p{L}\\p{N}-]{1,63} ?(?:\\.|[\\[({] ?(?:dot|\\.) ?[\\])}]) ?){1,5}\\p{L}{2,24}`,
  'giu',
);
const spoken = /(?<![\p{L}\p{N}])[\p{L}\p{N}_.+-]{1,64} at (?:[\p{L}\p{N}-]{1,63} dot ){1,4}\p{L}{2,24}(?!\p{L})/giu;

export function findEmails(text: string): Finding[] {
  return [
    ...(/@|%40/.test(text) ? matches(text, 'EMAIL', address) : []),
    ...(/[[({] ?at ?[\])}]/i.test(text) ? matches(text, 'EMAIL', bracketed) : []),
    ...(/ dot /i.test(text) ? matches(text, 'EMAIL', spoken) : []),
  ];
}
