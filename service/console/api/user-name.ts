export const userNameKey = 'signalbox.user';

/** The name under which one corrects where sign-in is open; empty: the server's default. */
export const chosenUserName = (): string => localStorage.getItem(userNameKey) ?? '';

export function chooseUserName(name: string): void {
  localStorage.setItem(userNameKey, name.trim());
}
