/** What is needed of the browser's `EventSource`. */
export interface ChangeStream {
  readonly readyState: number;
  addEventListener(type: 'open' | 'error' | 'changed', listener: (event: { data?: unknown }) => void): void;
  close(): void;
}

interface Following {
  open: () => ChangeStream;
  /** Asks the server. A refused stream does not tell a browser why, and one whose session has ended is refused for ever. */
  isSignedIn: () => Promise<boolean>;
  onConnection: (connection: 'live' | 'lost') => void;
  /** It is open after a time without it. What changed meanwhile is not told. */
  onBack: () => void;
  onChanged: (data: string) => void;
}

/** `EventSource.CLOSED` */
const closed = 2;
const shortestPauseMs = 5000;
const longestPauseMs = 60_000;

/** Keeps a stream of changes open for as long as somebody is signed in. @returns how to stop */
export function followChanges({ open, isSignedIn, onConnection, onBack, onChanged }: Following): () => void {
  let stream: ChangeStream | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let failures = 0;
  let isStopped = false;
  let mayHaveMissed = false;

  function begin(): void {
    const opened = open();
    stream = opened;
    opened.addEventListener('open', () => {
      failures = 0;
      onConnection('live');
      if (mayHaveMissed) onBack();
      mayHaveMissed = true;
    });
    opened.addEventListener('error', () => {
      onConnection('lost');
      mayHaveMissed = true;
      // The browser tries again by itself after a lost connection, but never after an answer such as 401 or 503.
      if (opened.readyState === closed) beginLater();
    });
    opened.addEventListener('changed', ({ data }) => onChanged(String(data)));
  }

  function beginLater(): void {
    const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** failures);
    failures += 1;
    timer = setTimeout(() => void beginAgain(), pauseMs);
  }

  async function beginAgain(): Promise<void> {
    const mayBegin = await isSignedIn().catch(() => null);
    if (isStopped || mayBegin === false) return;
    // No answer says nothing about the session.
    if (mayBegin === null) beginLater();
    else begin();
  }

  begin();
  return () => {
    isStopped = true;
    stream?.close();
    if (timer) clearTimeout(timer);
  };
}
