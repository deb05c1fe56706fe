import { noCategory } from './words.ts';

/** The address of a pair's page. `none` stands for "no category", as in the API. */
export const pairAddress = (predicted: string | null, truth: string | null): string =>
  `/misclassifications/${encodeURIComponent(predicted ?? none)}/${encodeURIComponent(truth ?? none)}`;

/** A code, or null for "no category", as an address or a filter has it. */
export const codeOrNone = (given: string): string | null => (given === none ? null : given);
export const none = 'none';

/** What a pair is called: `ACCESS taken for PAY`, `PAY taken for no category`. */
export const pairWords = (predicted: string | null, truth: string | null): string =>
  `${truth ?? noCategory} taken for ${predicted ?? noCategory.toLowerCase()}`;
