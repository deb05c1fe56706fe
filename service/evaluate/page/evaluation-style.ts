import { printedStyle } from '../../printed-page/printed-style.ts';

/** The look of pages to print, with figures, notices and pictures. */
export const evaluationStyle = [
  printedStyle,
  'h1{margin-bottom:.25rem}td,.value{font-variant-numeric:tabular-nums}td p{margin:0}.subject{font-weight:600}',
  '.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:.75rem;margin:1rem 0}',
  '.figures div{border:1px solid #bbb;border-radius:6px;padding:.75rem 1rem;break-inside:avoid}',
  '.figures dt{font-weight:600}.figures dd{margin:0}.figures .value{font-size:1.9rem;line-height:1.25}',
  '.figures .range{color:#555;margin-bottom:.5rem}',
  '.notice{border-inline-start:4px solid #8a5a00;background:#fdf3dc;padding:.6rem 1rem}',
  'figure{margin:1rem 0;max-width:42rem}svg{display:block;width:100%;height:auto}code{overflow-wrap:anywhere}',
  '@media screen{.scroll{overflow-x:auto}.scroll table{min-width:42rem}}',
  // Only what strangers wrote breaks anywhere: names of categories stay readable in narrow columns.
  '.scroll td{overflow-wrap:break-word}.scroll td:first-child{min-width:4.5rem}.scroll td:first-child,.scroll td p{overflow-wrap:anywhere}',
  '@media (max-width:40rem){body{margin:1rem auto;padding:0 1rem}nav ul{columns:2}}',
  '@media print{.scroll table{font-size:12px}h2,h3{break-after:avoid}figure,.notice{break-inside:avoid}.notice,.matrix td,th{print-color-adjust:exact}}',
].join('\n');
