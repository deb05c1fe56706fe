/** The store by name, for the log and for whoever is about to write into it: without user, password and the rest of the query. */
export function describeStore({ databaseUrl, folder }: { databaseUrl: string | undefined; folder: string }): string {
  if (!databaseUrl) return `embedded, in ${folder}`;
  const { hostname, port, pathname, searchParams } = new URL(databaseUrl);
  // The query wins, as in libpq; it may name a folder of sockets.
  const host = searchParams.get('host') || hostname.replaceAll('%2F', '/');
  const at = searchParams.get('port') || port;
  const place = host && ` at ${host}${at && `:${at}`}`;
  const database = pathname.slice(1);
  return `PostgreSQL${place}${database && `, database ${database}`}`;
}
