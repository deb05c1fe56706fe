import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../service/project-root.ts';

/** Hand-written tickets of natural length, over and over, each with an id of its own. */
export function naturalTickets(count: number, prefix: string): { ticketId: string; value: Buffer }[] {
  const folder = join(projectRoot, 'training-data/tickets');
  const lines = ['train', 'validation', 'calibration', 'test']
    .flatMap((split) => readFileSync(join(folder, `${split}.jsonl`), 'utf8').split('\n'))
    .filter(Boolean);
  return Array.from({ length: count }, (_, i) => {
    const { subject, body, channel } = JSON.parse(lines[(i * 7) % lines.length] as string);
    const ticketId = `${prefix}-${i}`;
    return {
      ticketId,
      value: Buffer.from(JSON.stringify({ ticketId, subject, body, channel, createdAt: new Date().toISOString() })),
    };
  });
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);
