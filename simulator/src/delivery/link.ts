import { sign, verify } from '../sign.js';
import type { State } from '../state.js';

/** What a delivery link stands for. */
export interface Delivered {
  readonly assetType: 'image' | 'video';
  readonly assetId: string;
  readonly sizeName: string;
  /** v2's files are named after the id alone and come as `application/x-download`. */
  readonly plainName: boolean;
}

const DAY = 86_400_000;

/** A link to a file that was paid for: opaque to the client, and good for 24 hours. */
export function deliveryLink(state: State, base: string, delivered: Delivered): string {
  const { assetType, assetId, sizeName, plainName } = delivered;
  const parts = [assetType, assetId, sizeName, plainName, state.clock.getty(), state.nextLink()];
  return `${base}/delivery/${sign(state.seed, 'delivery', parts)}`;
}

/** What a link stands for; `undefined` when it was never given out, or more than a day ago. */
export function readLink(state: State, opaque: string): Delivered | undefined {
  const parts = verify(state.seed, 'delivery', opaque);
  const [assetType, assetId, sizeName, plainName, issued] = parts ?? [];
  if (assetId === undefined || sizeName === undefined || (assetType !== 'image' && assetType !== 'video'))
    return undefined;
  if (state.clock.getty() - Number(issued) > DAY) return undefined;
  return { assetType, assetId, sizeName, plainName: plainName === 'true' };
}
