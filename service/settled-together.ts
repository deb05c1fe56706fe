/** Like Promise.all, but it waits for all before it throws: what did start can be stopped, and what stops is not cut off. */
export async function settledTogether<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
