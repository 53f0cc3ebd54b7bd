/** Words and figures as people of the browser's language write them. */
const numbers = new Intl.NumberFormat();
const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const formatNumber = (value: number): string => numbers.format(value);

export const formatDay = (value: string): string => days.format(new Date(value));

export const formatMoment = (value: string): string => moments.format(new Date(value));

/** e.g. `1.4 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}

/** e.g. `4,000 × 3,000`. */
export const formatPixels = (width: number, height: number): string =>
  `${formatNumber(width)} × ${formatNumber(height)}`;

/** A word in capitals, as enums have it, in ordinary letters: `FAST_TRACK` is `Fast track`. */
export function humanise(word: string): string {
  const words = word.replaceAll('_', ' ').trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `1 image`, `2 images`. */
export const count = (value: number, one: string, many = `${one}s`): string =>
  `${formatNumber(value)} ${value === 1 ? one : many}`;
