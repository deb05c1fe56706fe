const key = 'signalbox.user';

/** The name under which one corrects where sign-in is open; empty: the server's default. */
export const chosenUserName = (): string => localStorage.getItem(key) ?? '';

export function chooseUserName(name: string): void {
  localStorage.setItem(key, name.trim());
}

/** What another tab has stored may be there only after its word of it; this hears it when it is. @returns how to stop listening */
export function onUserNameChosen(listener: () => void): () => void {
  const onStored = (event: StorageEvent) => {
    if (event.key === key) listener();
  };
  window.addEventListener('storage', onStored);
  return () => window.removeEventListener('storage', onStored);
}
