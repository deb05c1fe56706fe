import { userNameKey } from '../api/user-name.ts';

/** What another tab has stored may be there only after its word of it; this hears it when it is. @returns how to stop listening */
export function onUserNameChosen(listener: () => void): () => void {
  const onStored = (event: StorageEvent) => {
    if (event.key === userNameKey) listener();
  };
  window.addEventListener('storage', onStored);
  return () => window.removeEventListener('storage', onStored);
}
