import type { Logger } from 'pino';

export interface TellOnce {
  failed(text: string, error: unknown): void;
  worked(text: string): void;
}

/** Something that is tried again and again says each kind of failure once, until another comes or it works. */
export function createTellOnce(log: Logger): TellOnce {
  let last: string | undefined;
  return {
    failed: (text, error) => {
      const { code, remedy, message } = (error ?? {}) as { code?: string; remedy?: string; message?: string };
      const kind = `${code} ${text}`;
      if (kind !== last) log.warn({ code, remedy }, `${text}: ${message ?? String(error)}`);
      last = kind;
    },
    worked: (text) => {
      if (last !== undefined) log.info(text);
      last = undefined;
    },
  };
}
