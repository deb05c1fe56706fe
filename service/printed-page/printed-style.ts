import { createHash } from 'node:crypto';

/** Of the page to print: headings and codes stay whole, texts of strangers break anywhere. */
export const printedStyle = [
  'body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;padding:0 1.5rem;max-width:72rem;color:#111;background:#fff}',
  'table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}',
  'th,td{border:1px solid #bbb;padding:.25rem .5rem;text-align:start;vertical-align:top}',
  'td{overflow-wrap:anywhere}th{background:#eee}.codes td:first-child{white-space:nowrap}h2{margin-top:2rem}',
  'nav ul{columns:3;padding-inline-start:1.2em}a{color:#0b5a66}',
  '.wide{overflow-x:auto}.matrix{font-size:11px}.matrix th,.matrix td{padding:2px 4px;text-align:center}',
  '.matrix th[scope=row]{text-align:start;white-space:nowrap}.matrix span{writing-mode:vertical-rl;white-space:nowrap}',
  '.right{background:#eee}.wrong{background:#f6d5cf}',
  '@page{margin:12mm}@page wide{size:A4 landscape;margin:10mm}',
  '@media print{body{margin:0;padding:0;max-width:none}section,tr{break-inside:avoid}thead{display:table-header-group}',
  '.wide{overflow:visible;page:wide}.matrix{font-size:9px}.matrix th,.matrix td{padding:1px 2px}}',
].join('\n');

/** All that a page with this style needs: it runs nothing and loads nothing. */
export const pagePolicy = (style: string): string =>
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** Of the report; a server that sends it sends the same. */
export const exportedPagePolicy = pagePolicy(printedStyle);
