/** The address of a category's page, without the period. */
export const categoryAddress = (code: string): string => `/taxonomy/${encodeURIComponent(code)}`;
