/** What is needed of the browser's `EventSource`. */
export interface ChangeStream {
  readonly readyState: number;
  addEventListener(type: 'open' | 'error' | 'changed', listener: (event: { data?: unknown }) => void): void;
  close(): void;
}

/** Whether anybody can see the page. */
export interface Sight {
  isSeen: () => boolean;
  /** Calls the listener whenever that may have changed. @returns how to stop listening */
  onTurned: (listener: () => void) => () => void;
}

/** Why there was no stream: nobody looked at the page, or it could not be had; or both, one after the other. */
export interface Without {
  unseen: boolean;
  lost: boolean;
}

interface Following {
  open: () => ChangeStream;
  sight: Sight;
  /** Asks the server. A refused stream does not tell a browser why, and one whose session has ended is refused for ever. */
  isSignedIn: () => Promise<boolean>;
  onConnection: (connection: 'live' | 'lost') => void;
  /** It is open after a time without it, or cannot be had by one who looks again. What changed meanwhile is not told. */
  onBack: (after: Without) => void;
  onChanged: (data: string) => void;
}

/** `EventSource.CLOSED` */
const closed = 2;
const shortestPauseMs = 5000;
const longestPauseMs = 60_000;

/**
 * Keeps a stream of changes open for as long as somebody is signed in and the page is in sight: over HTTP/1.1 a browser opens six
 * connections to a service, and the streams of tabs behind others would leave none for what their reader asks. @returns how to stop
 */
export function followChanges(given: Following): () => void {
  const { open, sight, isSignedIn, onConnection, onBack, onChanged } = given;
  let stream: ChangeStream | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let failures = 0;
  let isStopped = false;
  let isSeen = sight.isSeen();
  /** How often the page has come into sight or gone out of it. */
  let turns = 0;
  let without: Without = { unseen: !isSeen, lost: false };

  function begin(): void {
    const opened = open();
    stream = opened;
    opened.addEventListener('open', () => {
      failures = 0;
      onConnection('live');
      const after = without;
      without = { unseen: false, lost: false };
      if (after.unseen || after.lost) onBack(after);
    });
    opened.addEventListener('error', () => {
      const { unseen } = without;
      lose();
      if (unseen) {
        // Who looks again wants what is new, with a stream or without one.
        without.unseen = false;
        onBack({ unseen, lost: false });
      }
      // The browser tries again by itself after a lost connection, but never after an answer such as 401 or 503.
      if (opened.readyState === closed) beginLater();
    });
    opened.addEventListener('changed', ({ data }) => onChanged(String(data)));
  }

  function lose(): void {
    without.lost = true;
    onConnection('lost');
  }

  function beginLater(): void {
    const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** failures);
    failures += 1;
    timer = setTimeout(() => void beginAgain(), pauseMs);
  }

  async function beginAgain(): Promise<void> {
    timer = null;
    const turn = turns;
    const mayBegin = await isSignedIn().catch(() => null);
    if (mayBegin === false) stop();
    if (isStopped || turn !== turns) return;
    if (mayBegin) return begin();
    // No answer says nothing about the session.
    lose();
    beginLater();
  }

  function onTurned(): void {
    if (sight.isSeen() === isSeen) return;
    isSeen = !isSeen;
    turns += 1;
    end();
    // The session may have ended meanwhile.
    if (isSeen) void beginAgain();
    else without.unseen = true;
  }

  function end(): void {
    stream?.close();
    stream = null;
    if (timer) clearTimeout(timer);
    timer = null;
  }

  function stop(): void {
    isStopped = true;
    stopLooking();
    end();
  }

  const stopLooking = sight.onTurned(onTurned);
  if (isSeen) begin();
  return stop;
}
