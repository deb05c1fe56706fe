const GREETING =
  /^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|to whom it may concern|hallo|guten (?:morgen|tag|abend)|moin|sehr geehrte\p{L}*|bonjour|bonsoir|hola|buen[oa]s \p{L}+|مرحبا|السلام عليكم|تحية طيبة)[^\n.?!]{0,40}$/gimu;

/** A text without the lines that only greet: they ask for nothing. */
export const withoutGreeting = (text: string): string => text.replace(GREETING, '');
