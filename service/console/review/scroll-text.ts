interface Pane {
  scrollTop: number;
  readonly clientHeight: number;
  readonly scrollHeight: number;
}

/** Three lines. */
const lineStep = 60;
/** Of a page some lines stay in sight. */
const pageShare = 0.85;

/** @returns false: the text ends there, and the page itself may be scrolled on */
export function scrollText(pane: Pane | null, by: 'line' | 'page', step: 1 | -1): boolean {
  if (!pane) return false;
  const before = pane.scrollTop;
  pane.scrollTop = before + step * (by === 'line' ? lineStep : pane.clientHeight * pageShare);
  return pane.scrollTop !== before;
}
