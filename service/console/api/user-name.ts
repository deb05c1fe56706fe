import { keepStored, stored } from './browser-store.ts';

export const userNameKey = 'signalbox.user';

/** What the browser's store had no place for: it holds as long as the page does. */
let unkept: string | null = null;

/** The name under which one corrects where sign-in is open; empty: the server's default. */
export const chosenUserName = (): string => unkept ?? stored(userNameKey) ?? '';

/** @returns whether the browser's store has it, for the next visit and for other tabs */
export function chooseUserName(name: string): boolean {
  const isKept = keepStored(userNameKey, name.trim());
  unkept = isKept ? null : name.trim();
  return isKept;
}
