import { describe, expect, it } from 'vitest';
import { accessibilityViolations, settled } from './support/browser.ts';
import { narrow, practiceConsole, wide } from './support/practice-console.ts';

const { open, newPage, url } = practiceConsole();

describe('every page', () => {
  it('can be reached by keyboard, past the navigation', async () => {
    const { page } = await open('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.querySelector("main").contains(document.activeElement)')).toBe(true);
    await page.close();
  });

  it('says what is wrong and how to mend it, and recovers by itself', async () => {
    const { page } = await newPage({ viewport: wide });
    let isDown = true;
    await page.route('**/v1/reports/**', (route) => {
      if (!isDown) return route.continue();
      const problem = {
        title: 'The store is down',
        status: 503,
        code: 'STORE_UNREACHABLE',
        remedy: 'Start PostgreSQL.',
      };
      return route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    });
    await page.goto(url);
    await page.getByText('Start PostgreSQL.').waitFor();
    isDown = false;
    await page.getByText('Routed accuracy').waitFor();
    await page.close();
  });
});

describe('signing in', () => {
  it('asks for a key and opens the console', async () => {
    const { page } = await newPage({ viewport: narrow });
    let isSignedIn = false;
    await page.route('**/v1/session', (route) => {
      if (route.request().method() === 'POST') isSignedIn = route.request().postDataJSON().token === 'right';
      if (route.request().method() === 'POST' && !isSignedIn) {
        const problem = { title: 'Not signed in', status: 401, code: 'SIGN_IN_REFUSED', remedy: 'Check the key.' };
        return route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify(problem) });
      }
      return route.fulfill({ json: { user: isSignedIn ? { name: 'ana', role: 'analyst' } : null, signIn: 'api_key' } });
    });
    await page.goto(url);
    await page.getByLabel('API key').fill('wrong');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Check the key.').waitFor();
    await page.getByLabel('API key').fill('right');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.close();
  });
});

describe('the theme', () => {
  it('follows the system until one chooses, and stays chosen', async () => {
    const { page } = await open('/tickets', { viewport: wide, colorScheme: 'light' });
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.getByRole('button', { name: /account and display/ }).click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    await expect.poll(ground).not.toBe(light);
    const dark = await ground();
    await page.reload();
    await settled(page);
    expect(await ground()).toBe(dark);
    await page.close();
  });
});
