const key = 'signalbox.user';

/** The name under which one corrects where sign-in is open; empty: the server's default. */
export const chosenUserName = (): string => localStorage.getItem(key) ?? '';

export function chooseUserName(name: string): void {
  localStorage.setItem(key, name.trim());
}
