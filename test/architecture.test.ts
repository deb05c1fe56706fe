import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../service/project-root.ts';

const service = join(projectRoot, 'service');
const files = readdirSync(service, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(service, name), 'utf8') }));

const imports = files.flatMap(({ name, text }) =>
  [...text.matchAll(/(?:from|import|resolve)\s*\(?'([^']+)'/g)].map(([, target = '']) => ({
    from: name,
    to: target.startsWith('.') ? relative(service, resolve(service, dirname(name), target)) : target,
  })),
);

/** Each part and what it may import of ours beside itself; files directly in `service/` are named without their ending. */
const mayImport: Record<string, string[]> = {
  contracts: [],
  console: ['contracts'],
  errors: [],
  'read-bounded': [],
  'project-root': [],
  'settled-together': [],
  'fair-limiter': [],
  'nearest-name': [],
  'describe-issue': ['nearest-name'],
  config: ['errors', 'project-root', 'nearest-name'],
  'load-taxonomy': ['contracts', 'errors', 'describe-issue'],
  intake: ['contracts'],
  classify: ['contracts', 'errors', 'fair-limiter', 'privacy', 'read-bounded'],
  decide: ['contracts', 'errors', 'classify', 'describe-issue'],
  publish: ['contracts'],
  escalate: [
    'contracts',
    'errors',
    'config',
    'fair-limiter',
    'privacy',
    'read-bounded',
    'classify',
    'decide',
    'publish',
  ],
  privacy: [],
  statistics: [],
  'printed-page': [],
  review: ['contracts', 'errors', 'project-root', 'privacy', 'publish', 'intake', 'statistics', 'printed-page'],
  evaluate: ['contracts', 'statistics', 'printed-page'],
  'data-check': ['contracts', 'intake', 'privacy'],
  'route-tickets': ['contracts', 'intake', 'classify', 'decide', 'privacy', 'publish'],
  telemetry: ['privacy'],
  kafka: [
    'contracts',
    'errors',
    'config',
    'project-root',
    'fair-limiter',
    'publish',
    'escalate',
    'route-tickets',
    'review',
  ],
  api: [
    'contracts',
    'errors',
    'describe-issue',
    'config',
    'privacy',
    'intake',
    'escalate',
    'evaluate',
    'route-tickets',
    'review',
    'statistics',
    'printed-page',
    'telemetry',
  ],
  'nearest-tickets': ['classify', 'escalate'],
  'load-rules': ['contracts', 'config', 'classify', 'decide', 'load-taxonomy'],
  'start-specialist': ['config', 'classify', 'load-rules'],
  'start-role-parts': ['contracts', 'config', 'load-rules', 'load-taxonomy', 'start-specialist'],
  'start-frontier': ['contracts', 'errors', 'config', 'project-root', 'classify', 'decide', 'escalate', 'load-rules'],
  'start-review': ['config', 'review', 'telemetry'],
  'start-reviewer': [
    'contracts',
    'errors',
    'config',
    'kafka',
    'review',
    'settled-together',
    'start-review',
    'telemetry',
  ],
  'observe-frontier': ['escalate', 'telemetry'],
  'start-escalator': ['errors', 'config', 'kafka', 'telemetry', 'load-rules', 'start-frontier', 'observe-frontier'],
  'start-http': ['errors', 'config', 'project-root', 'api', 'nearest-tickets', 'start-review', 'start-specialist'],
  'start-service': [
    'contracts',
    'config',
    'kafka',
    'api',
    'telemetry',
    'start-role-parts',
    'settled-together',
    'start-escalator',
    'start-http',
    'start-review',
    'start-reviewer',
  ],
};
const compositionRoots = ['main', 'cli', 'commands'];

const partOf = (path: string) => (path.includes('/') ? (path.split('/')[0] as string) : path.replace(/\.ts$/, ''));

describe('the architecture', () => {
  it('has imports in one direction only', () => {
    const wrong = imports
      .filter(({ to }) => /\.tsx?$/.test(to))
      .filter(({ from, to }) => {
        const [part, target] = [partOf(from), partOf(to)];
        if (part === target || compositionRoots.includes(part)) return false;
        return !mayImport[part]?.includes(target);
      });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['kafkajs', ['kafka']],
    ['onnxruntime-node', ['classify']],
    ['@huggingface/', ['classify', 'escalate']],
    ['cockatiel', ['escalate']],
    ['express', ['api']],
    ['helmet', ['api']],
    ['express-rate-limit', ['api']],
    ['jose', ['api']],
    ['swagger-ui-dist', ['api']],
    ['@asteasolutions/zod-to-openapi', ['api']],
    ['html-to-text', ['intake']],
    ['node:http', ['api']],
    ['kysely', ['review']],
    ['pg', ['review']],
    ['@electric-sql/pglite', ['review']],
    ['react', ['console']],
    ['@tanstack/', ['console']],
    ['vite', ['console']],
  ])('knows %s in %s only', (library, parts) => {
    const users = imports.filter(({ to }) => to.startsWith(library)).map(({ from }) => partOf(from));
    expect(new Set(users)).toEqual(new Set(parts));
  });

  it('takes types only from the contracts into the browser', () => {
    const pages = files.filter(({ name }) => partOf(name) === 'console');
    const statements = pages.flatMap(({ text }) => text.match(/import [^;]*?contracts\/[^;]*;/g) ?? []);
    expect(statements.length).toBeGreaterThan(5);
    expect(statements.filter((statement) => !statement.startsWith('import type'))).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const readers = files.filter(({ text }) => text.includes('process.env')).map(({ name }) => name);
    // Vite's configuration runs on a developer's machine only.
    expect(readers.filter((name) => name !== 'console/vite.config.ts')).toEqual(['config.ts']);
  });

  it('keeps the steps free of clock, network and console', () => {
    const pure = files.filter(
      ({ name }) =>
        ['intake', 'decide', 'publish', 'evaluate', 'data-check'].includes(partOf(name)) ||
        name.startsWith('review/report/') ||
        name === 'review/audit-sample.ts',
    );
    const impure = /Date\.now\(|new Date\(\)|performance\.now|\bfetch\(|console\.|Math\.random|process\./;
    expect(pure.filter(({ text }) => impure.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it('knows no category by name', () => {
    const taxonomy = parse(readFileSync(join(projectRoot, 'taxonomy/taxonomy.yaml'), 'utf8'));
    const codes: string[] = taxonomy.categories.map(({ code }: { code: string }) => code);
    const knowing = files
      .filter(({ name }) => !name.startsWith('contracts/generated/'))
      .filter(({ text }) => codes.some((code) => text.includes(code)));
    expect(knowing.map(({ name }) => name)).toEqual([]);
  });
});
