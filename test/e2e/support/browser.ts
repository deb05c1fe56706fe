import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @throws when there is none: a test that was left out would look like one that passed */
export function openBrowser(): Promise<Browser> {
  const executablePath = [process.env.CHROMIUM ?? '', ...places].find((path) => existsSync(path));
  if (!executablePath)
    throw new Error('there is no Chromium: install it (apt-get install chromium), or name it in CHROMIUM');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
