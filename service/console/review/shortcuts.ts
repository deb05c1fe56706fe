export type Shortcut =
  | { kind: 'settle'; index: number }
  | { kind: 'scroll'; by: 'line' | 'page'; step: 1 | -1 }
  | { kind: 'none' | 'next' | 'previous' | 'search' | 'undo' | 'note' | 'open' | 'notice' | 'help' };

/** As the help shows them. */
export const keyWords = [
  { keys: ['1', '–', '5'], does: 'Settle as that candidate' },
  { keys: ['0'], does: 'Settle as “no category”' },
  { keys: ['/'], does: 'Search all categories' },
  { keys: ['Z', 'U'], does: 'Take the last verdict back' },
  { keys: ['J', '→'], does: 'Next ticket' },
  { keys: ['K', '←'], does: 'Previous ticket' },
  { keys: ['↑', '↓'], does: 'Scroll the text; with Space, Page Up and Page Down further' },
  { keys: ['N'], does: 'Write a note; it goes with the verdict' },
  { keys: ['O'], does: 'Open the ticket’s page' },
  { keys: ['L'], does: 'Look at verdicts that were not saved' },
  { keys: ['Esc'], does: 'Leave the search or the note' },
  { keys: ['?'], does: 'This help' },
] as const;

const kinds = new Map<string, Exclude<Shortcut['kind'], 'settle' | 'scroll'>>([
  ...(['j', 'ArrowRight'] as const).map((key) => [key, 'next'] as const),
  ...(['k', 'ArrowLeft'] as const).map((key) => [key, 'previous'] as const),
  ...(['z', 'u'] as const).map((key) => [key, 'undo'] as const),
  ['0', 'none'],
  ['/', 'search'],
  ['n', 'note'],
  ['o', 'open'],
  ['l', 'notice'],
  ['?', 'help'],
]);

const scrolls = new Map<string, Shortcut>([
  ['ArrowDown', { kind: 'scroll', by: 'line', step: 1 }],
  ['ArrowUp', { kind: 'scroll', by: 'line', step: -1 }],
  ['PageDown', { kind: 'scroll', by: 'page', step: 1 }],
  ['PageUp', { kind: 'scroll', by: 'page', step: -1 }],
]);

interface Place {
  closest(selectors: string): unknown;
}

const fields = 'input, textarea, select, [role=listbox], [role=dialog], [role=menu], [contenteditable]';
/** One of a few. It has the focus still when its reader has chosen what a list shows and goes on to the list. */
const radios = '[role=radiogroup]';

/** Fields, lists and dialogues have a use for single keys themselves, and radios for some. */
export const takesKeys = (place: Place | null): boolean => place?.closest(`${fields}, ${radios}`) != null;

/** Whether this one is used there. Of radios one goes from one to the next by arrows, and digits and letters do nothing. */
export function takesKey(place: Place, key: string): boolean {
  const isOfRadios = key === ' ' || key === 'Home' || key === 'End' || key.startsWith('Arrow');
  return isOfRadios ? takesKeys(place) : place.closest(fields) != null;
}

/** What a key means while no field has the focus. */
export function shortcutOf(key: string, candidates: number, isShifted = false): Shortcut | null {
  if (key === ' ') return { kind: 'scroll', by: 'page', step: isShifted ? -1 : 1 };
  const scroll = scrolls.get(key);
  if (scroll) return scroll;
  if (/^[1-9]$/.test(key)) return Number(key) <= candidates ? { kind: 'settle', index: Number(key) - 1 } : null;
  const kind = kinds.get(key.length === 1 ? key.toLowerCase() : key);
  return kind ? { kind } : null;
}
