/** The line through a series from 0 to its greatest value, and the area below it; gaps where nothing is known. */
export function sparkPath(
  values: readonly (number | null)[],
  { width, height, most }: { width: number; height: number; most?: number },
): { line: string; area: string } {
  const known = values.filter((value) => value !== null);
  const top = most ?? Math.max(...known, 0);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const place = (value: number, i: number) => {
    const y = top === 0 ? height - 1 : height - 1 - (value / top) * (height - 2);
    return `${round(i * step)} ${round(y)}`;
  };
  const runs: { start: number; points: string[] }[] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    const last = runs.at(-1);
    if (last && last.start + last.points.length === i) last.points.push(place(value, i));
    else runs.push({ start: i, points: [place(value, i)] });
  });
  const line = runs.map(({ points }) => `M${points.join('L')}${points.length === 1 ? 'h0.01' : ''}`).join('');
  const area = runs
    .filter(({ points }) => points.length > 1)
    .map(({ start, points }) => {
      const end = start + points.length - 1;
      return `M${round(start * step)} ${height}L${points.join('L')}L${round(end * step)} ${height}Z`;
    })
    .join('');
  return { line, area };
}

const round = (value: number) => Math.round(value * 10) / 10;
