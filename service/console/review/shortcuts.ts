export type Shortcut =
  | { kind: 'settle'; index: number }
  | { kind: 'none' | 'next' | 'previous' | 'search' | 'undo' | 'note' | 'open' | 'help' };

/** As the help shows them. */
export const keyWords = [
  { keys: ['1', '–', '5'], does: 'Settle as that candidate' },
  { keys: ['0'], does: 'Settle as “no category”' },
  { keys: ['/'], does: 'Search all categories' },
  { keys: ['Z', 'U'], does: 'Take the last verdict back' },
  { keys: ['J', '→'], does: 'Next ticket' },
  { keys: ['K', '←'], does: 'Previous ticket' },
  { keys: ['N'], does: 'Write a note; it goes with the verdict' },
  { keys: ['O'], does: 'Open the ticket’s page' },
  { keys: ['Esc'], does: 'Leave the search or the note' },
  { keys: ['?'], does: 'This help' },
] as const;

// Arrow up and down scroll the text.
const kinds = new Map<string, Exclude<Shortcut['kind'], 'settle'>>([
  ...(['j', 'ArrowRight'] as const).map((key) => [key, 'next'] as const),
  ...(['k', 'ArrowLeft'] as const).map((key) => [key, 'previous'] as const),
  ...(['z', 'u'] as const).map((key) => [key, 'undo'] as const),
  ['0', 'none'],
  ['/', 'search'],
  ['n', 'note'],
  ['o', 'open'],
  ['?', 'help'],
]);

/** What a key means while no field has the focus. */
export function shortcutOf(key: string, candidates: number): Shortcut | null {
  if (/^[1-9]$/.test(key)) return Number(key) <= candidates ? { kind: 'settle', index: Number(key) - 1 } : null;
  const kind = kinds.get(key.length === 1 ? key.toLowerCase() : key);
  return kind ? { kind } : null;
}
