import type { TestProject } from 'vitest/node';
import { startPracticeApi } from './practice-api.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    practiceUrl: string;
  }
}

/** One practice month for all test files: each corrects tickets that still wait, and asks for them first. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const api = await startPracticeApi({ tickets: 1500 });
  project.provide('practiceUrl', api.url);
  return api.close;
}
