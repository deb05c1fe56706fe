/** With what is chosen among them: an address may name what is not offered any more, and a select would show the first one. */
export function offered<Id extends string>(
  options: readonly { id: Id; label: string }[],
  chosen: Id,
): readonly { id: Id; label: string }[] {
  const isThere = chosen === '' || options.some(({ id }) => id === chosen);
  return isThere ? options : [...options, { id: chosen, label: chosen }];
}
