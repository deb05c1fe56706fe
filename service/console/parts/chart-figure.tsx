import { type ReactNode, useId } from 'react';
import { ResponsiveContainer } from 'recharts';

export interface ChartFigureProps {
  title: string;
  /** One sentence that says what one sees; read out in place of the drawing. */
  summary: string;
  heightPx?: number;
  /** The same numbers as text. */
  columns: readonly string[];
  rows: readonly (readonly ReactNode[])[];
  /** A chart of recharts. */
  children: ReactNode;
  isTitleHidden?: boolean;
}

/** A chart with its numbers as a table: for screen readers, and for whoever wants to copy them. */
export function ChartFigure(props: ChartFigureProps) {
  const { title, summary, heightPx = 180, columns, rows, children, isTitleHidden = false } = props;
  const id = useId();
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id} className={isTitleHidden ? 'visually-hidden' : 'chart-title'}>
        {title}
      </figcaption>
      <div className="chart-drawing" role="img" aria-label={`${title}. ${summary}`} style={{ height: heightPx }}>
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: heightPx }}>
          {children}
        </ResponsiveContainer>
      </div>
      <details className="chart-numbers">
        <summary>
          Numbers<span className="visually-hidden"> of {title}</span>
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
        <section className="table-scroll chart-table" aria-label={`Numbers of ${title}`} tabIndex={0}>
          <table className="data-table">
            <thead>
              <tr>
                {columns.map((column, i) => (
                  <th key={column} scope="col" className={i === 0 ? undefined : 'align-end'}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, r) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of one chart never move
                <tr key={r}>
                  {row.map((cell, i) =>
                    i === 0 ? (
                      // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                      <th key={i} scope="row">
                        {cell}
                      </th>
                    ) : (
                      // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                      <td key={i} className="align-end">
                        {cell}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  );
}

/** The name of an axis, inside the drawing so that it takes no room beside it. */
export const axisName = (text: string, axis: 'x' | 'y') => ({
  value: text,
  position: axis === 'x' ? ('insideBottomRight' as const) : ('insideTopLeft' as const),
  offset: axis === 'x' ? 6 : 10,
  fill: 'var(--text-soft)',
  fontSize: 11,
});

/** What all charts share; colours are the theme's, so they follow it. */
export const axisStyle = {
  tick: { fill: 'var(--text-soft)', fontSize: 11 },
  stroke: 'var(--line-strong)',
  tickLine: false,
} as const;
export const tooltipStyle = {
  contentStyle: {
    background: 'var(--raised)',
    border: '1px solid var(--line-strong)',
    borderRadius: 6,
    fontSize: 12,
    padding: '6px 10px',
  },
  itemStyle: { color: 'var(--text)', padding: 0 },
  labelStyle: { color: 'var(--text-soft)' },
  isAnimationActive: false,
} as const;
