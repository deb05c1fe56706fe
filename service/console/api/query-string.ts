type QueryValue = string | number | boolean | undefined | null;
export type Query = Record<string, QueryValue>;

/** `?a=1&b=2`; what is absent is left out. */
export function queryString(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}
