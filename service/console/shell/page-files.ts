import type { ComponentType } from 'react';

/** The file of a page did not come: the service is away, or has been updated and no longer has it. */
export class PageFileError extends Error {}

type Load = () => Promise<ComponentType>;
const loads: Load[] = [];

/** Each page is a file of its own in the build and is fetched when it is opened, if it has not come before. */
export function pageFile(load: Load): { lazy: () => Promise<{ Component: ComponentType }> } {
  loads.push(load);
  return {
    lazy: () =>
      load().then(
        (Component) => ({ Component }),
        (cause: unknown) => {
          throw new PageFileError('the file of the page did not come', { cause });
        },
      ),
  };
}

/**
 * Once the first page is there, the files of all others come one after another: when the service stops, whoever is at work
 * can still go on to what the console itself knows. The first that does not come ends it; its page says so when it is opened.
 */
export async function fetchPageFiles(): Promise<void> {
  try {
    for (const load of loads) {
      await idle();
      await load();
    }
  } catch {
    // Opened, it is asked for again.
  }
}

const idle = () =>
  new Promise<void>((resolve) => {
    // Safari has no such call; there a turn of the page's own work is let through.
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve());
    else setTimeout(resolve, 200);
  });
