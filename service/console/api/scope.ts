/** What a report is about: a period and, where one is chosen, a model version. Absent ends are the server's defaults. */
export interface Scope {
  from?: string | undefined;
  to?: string | undefined;
  modelVersion?: string | undefined;
}
