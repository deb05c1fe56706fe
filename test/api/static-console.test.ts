import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectProblem } from './support/answers.ts';
import { serve } from './support/serve.ts';

async function built(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-console-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Console</title>');
  await writeFile(join(folder, 'assets/index-Ab12.js'), 'export {};');
  await writeFile(join(folder, 'signal.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  return folder;
}

describe('the console', () => {
  test.each([
    '/',
    '/tickets/T-1%2F2',
    '/misclassifications/PAY/none',
    '/review',
    '/calibration',
    '/taxonomy',
    '/comparison?from=x',
  ])('%s is its page, asked for each time', async (path) => {
    const { request } = await serve({ consoleFolder: await built() });
    const { status, text, headers } = await request(path);
    expect([status, text]).toEqual([200, expect.stringContaining('<title>Console')]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  test('files with a hash in their name are kept for ever, others are asked for again', async () => {
    const { request } = await serve({ consoleFolder: await built() });
    const script = await request('/assets/index-Ab12.js');
    expect([script.status, script.headers.get('cache-control')]).toEqual([200, expect.stringContaining('immutable')]);
    const image = await request('/signal.svg');
    expect([image.status, image.type, image.headers.get('cache-control')]).toEqual([
      200,
      'image/svg+xml',
      expect.not.stringContaining('immutable'),
    ]);
  });

  test.each([
    '/assets/old-Zz99.js',
    '/v1/nothing',
    '/nothing',
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
    '/..%2fpackage.json',
  ])('%s is no page of it', async (path) => {
    const { request } = await serve({ consoleFolder: await built() });
    expect((await request(path)).status).toBe(404);
  });

  test.each(['/nothing', '/tickte/T-1', '/assets/old-Zz99.js'])(
    '%s opened in a browser is its own page for what is not there, with a way back',
    async (path) => {
      const { request } = await serve({ consoleFolder: await built() });
      const browser = { headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' } };
      const { status, text } = await request(path, browser);
      expect([status, text]).toEqual([404, expect.stringContaining('<title>Console')]);
      for (const accept of ['*/*', 'application/json']) {
        expectProblem(await request(path, { headers: { accept } }), 404, 'ADDRESS_UNKNOWN');
      }
    },
  );

  test('when it has not been built, then an address that is none of its pages is still unknown', async () => {
    const { request } = await serve({ consoleFolder: '/nowhere' });
    expectProblem(await request('/nothing', { headers: { accept: 'text/html' } }), 404, 'ADDRESS_UNKNOWN');
  });

  test('when it has not been built, then the answer says how to', async () => {
    const { request } = await serve({ consoleFolder: '/nowhere' });
    expect(expectProblem(await request('/'), 503, 'CONSOLE_MISSING').remedy).toContain('npm run build');
  });
});
