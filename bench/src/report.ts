import type { Row } from './compare.js';

const columns: readonly (readonly [title: string, cell: (row: Row) => string])[] = [
  ['what', ({ name }) => name],
  ['requests/s', ({ perSecond }) => perSecond.toFixed(0)],
  ['CPU us/request', ({ cpuMicros }) => cpuMicros.toFixed(0)],
  ['p50 ms', ({ p50 }) => p50.toFixed(1)],
  ['p99 ms', ({ p99 }) => p99.toFixed(1)],
  ['MB idle', ({ idleMb }) => idleMb.toFixed(0)],
  ['MB peak', ({ peakMb }) => peakMb.toFixed(0)],
  ['upstream calls', ({ calls }) => calls.toFixed(2)],
  ['wrong', ({ wrong }) => String(wrong)],
];

/** Formats the results as a Markdown table. */
export const table = (rows: readonly Row[]): string =>
  grid(
    columns.map(([title]) => title),
    rows.map((row) => columns.map(([, cell]) => cell(row))),
  );

/** Formats a Markdown table with aligned columns. */
export const grid = (titles: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = titles.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(titles), rule, ...rows.map(line)].join('\n');
};

/** Ratios of throughput and CPU to the other servers. */
export const ratios = (rows: readonly Row[], name: string): string => {
  const ours = rows.find((row) => row.name === name);
  if (ours === undefined) return '';
  const others = rows.filter((row) => row !== ours && row.name !== 'static body');
  return grid(
    [`${name} beside`, 'throughput', 'CPU'],
    others.map((row) => [
      row.name,
      `${(ours.perSecond / row.perSecond).toFixed(2)} x`,
      `${(ours.cpuMicros / row.cpuMicros).toFixed(2)} x`,
    ]),
  );
};
