import { describe, expect, it } from 'vitest';
import { accessibilityViolations } from './support/browser.ts';
import { narrow, practiceConsole, wide } from './support/practice-console.ts';

const { open, waitingTickets, worstPair } = practiceConsole();

describe('every page', () => {
  const pages = [
    '/',
    '/comparison',
    '/misclassifications',
    '/tickets?outcome=review',
    '/review',
    '/calibration',
    '/calibration?target=0.01',
    '/taxonomy',
    '/taxonomy?view=rates',
    '/taxonomy/DEV-HOOK',
    '/audit-log',
  ];

  it.each(pages)('%s is accessible, fits, and breaks no policy: wide and narrow, light and dark', async (path) => {
    for (const viewport of [wide, narrow]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, complaints } = await open(path, { viewport, colorScheme });
        expect(await accessibilityViolations(page), `${viewport.width} ${colorScheme}`).toEqual([]);
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(overflow, `${viewport.width} ${colorScheme}`).toBeLessThanOrEqual(0);
        expect(complaints).toEqual([]);
        await page.close();
      }
    }
  });

  it('of a pair and of a ticket too', async () => {
    const { predicted, truth } = await worstPair();
    const [ticketId] = await waitingTickets();
    for (const path of [`/misclassifications/${predicted}/${truth}`, `/tickets/${ticketId}`]) {
      for (const viewport of [wide, narrow]) {
        const { page, complaints } = await open(path, { viewport, colorScheme: 'dark' });
        expect(await accessibilityViolations(page), path).toEqual([]);
        expect(complaints).toEqual([]);
        await page.close();
      }
    }
  });
});
