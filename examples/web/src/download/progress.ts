import type { DownloadState } from './download-store';

/** How far several downloads have come, from 0 to 1; each counts alike, whatever its size. */
export function shareDone(states: readonly (DownloadState | undefined)[]): number {
  const shares = states.map((state) => (state === undefined ? 0 : shareOf(state)));
  return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function shareOf(state: DownloadState): number {
  switch (state.at) {
    case 'idle':
    case 'asking':
      return 0;
    case 'fetching': {
      const { received, total } = state.progress;
      return total === null ? 0 : received / total;
    }
    case 'packed':
    case 'saved':
    case 'link':
    case 'failed':
      return 1;
    default:
      return state satisfies never;
  }
}
