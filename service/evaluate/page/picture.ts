import { type Html, html } from '../../printed-page/escape-html.ts';
import { limit } from './wording.ts';

export interface Axis {
  label: string;
  from: number;
  to: number;
}

export interface Picture {
  /** Unique on the page. */
  id: string;
  title: string;
  /** What is to be seen, for who does not see it. */
  description: string;
  x: Axis;
  y: Axis;
  /** @param place where a value lies, in the picture's units */
  draw(place: Place): Html;
}

export interface Place {
  x(value: number): string;
  y(value: number): string;
}

const width = 640;
const height = 400;
const edge = { left: 64, right: 30, top: 12, bottom: 48 };
const steps = 5;

/** Two axes of shares and what is drawn between them. Attributes only: the page's policy allows no style in an element. */
export function picture({ id, title, description, x, y, draw }: Picture): Html {
  const place: Place = {
    x: (value) => along(x, value, edge.left, width - edge.right),
    y: (value) => along(y, value, height - edge.bottom, edge.top),
  };
  const ticksOf = ({ from, to }: Axis) => Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps);
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-description" font-family="system-ui, sans-serif" font-size="13" fill="#333">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
${ticksOf(y).map((value) => html`<path d="M${edge.left} ${place.y(value)}H${width - edge.right}" stroke="#ddd"/><text x="${edge.left - 8}" y="${place.y(value)}" dy="4" text-anchor="end">${limit(value)}</text>`)}
${ticksOf(x).map((value) => html`<path d="M${place.x(value)} ${height - edge.bottom}v5" stroke="#777"/><text x="${place.x(value)}" y="${height - edge.bottom + 20}" text-anchor="middle">${limit(value)}</text>`)}
<path d="M${edge.left} ${edge.top}V${height - edge.bottom}H${width - edge.right}" fill="none" stroke="#777"/>
<text x="${(edge.left + width - edge.right) / 2}" y="${height - 8}" text-anchor="middle">${x.label}</text>
<text transform="translate(14 ${(edge.top + height - edge.bottom) / 2}) rotate(-90)" text-anchor="middle">${y.label}</text>
${draw(place)}
</svg>`;
}

/** What lies beyond the axis is drawn at its end. */
function along({ from, to }: Axis, value: number, start: number, end: number): string {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return (start + share * (end - start)).toFixed(1);
}
