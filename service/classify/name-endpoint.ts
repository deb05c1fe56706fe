/**
 * What events call a model behind an endpoint, so that nobody takes its decisions for those of the released one: its host, and
 * on the Hugging Face hub the model's id. Nothing else of the address, since user, path and query may hold a key.
 */
export function nameEndpoint(url: string): { name: string; version: string } {
  const { hostname, host, pathname } = new URL(url);
  const id = hubHost.test(hostname) ? hubModel.exec(pathname)?.[1] : undefined;
  return { name: id ?? 'remote', version: `remote:${host}${id ? `/${id}` : ''}` };
}

const hubHost = /(?:^|\.)huggingface\.co$/;
const hubModel = /\/models\/([\w.-]+\/[\w.-]+)/;

/** For messages to people, without what may be a key. */
export function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
