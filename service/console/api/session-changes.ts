const open = () => new BroadcastChannel('signalbox.session');
let opened: ReturnType<typeof open> | null = null;

/** One for a tab, so that it does not hear itself. */
function channel(): ReturnType<typeof open> {
  opened ??= open();
  return opened;
}

/** The tabs of a browser share a session: each hears at once that one has signed in or out, and asks who is signed in now. */
export const tellSessionChanged = (): void => channel().postMessage('changed');

/** @returns how to stop listening */
export function onSessionChanged(listener: () => void): () => void {
  const heard = channel();
  heard.addEventListener('message', listener);
  return () => heard.removeEventListener('message', listener);
}
