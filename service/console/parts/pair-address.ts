/** The address of a pair's page. `none` stands for "no category", as in the API. */
export const pairAddress = (predicted: string, truth: string | null): string =>
  `/misclassifications/${encodeURIComponent(predicted)}/${encodeURIComponent(truth ?? 'none')}`;
