/**
 * The text of an answer, read no further than is sensible: an endpoint that runs away must not fill the memory.
 * @throws what `tooLong` makes when there is more of it
 */
export async function readBounded(response: Response, mostBytes: number, tooLong: () => Error): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.length;
    if (bytes > mostBytes) {
      await reader?.cancel();
      throw tooLong();
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}
