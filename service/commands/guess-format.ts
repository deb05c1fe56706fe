/** What a file that should be JSON Lines may be instead, by its first lines, and how it becomes some; undefined when nothing tells. */
export function guessFormat([first = '', second = '']: readonly string[]):
  | { name: string; remedy: string }
  | undefined {
  const start = first.trim();
  if (start.startsWith('[')) return { name: 'a JSON array', remedy: "write one object a line: jq -c '.[]' FILE" };
  if (start.startsWith('{')) {
    const isCutOff = start === '{' || (!start.endsWith('}') && second.trim() !== '' && !second.trim().startsWith('{'));
    return isCutOff
      ? { name: 'JSON with an object over several lines', remedy: 'write one object a line: jq -c . FILE' }
      : undefined;
  }
  const separator = [',', ';', '\t'].find((mark) => start.split(mark).length > 1);
  if (!separator) return undefined;
  return {
    name: separator === '\t' ? 'a table with tabs' : 'CSV',
    remedy: 'write one JSON object a line, with the columns as its fields',
  };
}
