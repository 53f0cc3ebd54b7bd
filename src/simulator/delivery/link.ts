import type { State } from '../state.js';
import { hash } from '../world/random.js';

/** What a delivery link stands for. */
export interface Delivered {
  readonly assetType: 'image' | 'video';
  readonly assetId: string;
  readonly sizeName: string;
}

const DAY = 86_400_000;

/** A link to a file that was paid for: opaque to whoever gets it, and good for 24 hours. */
export function deliveryLink(state: State, base: string, delivered: Delivered): string {
  const { assetType, assetId, sizeName } = delivered;
  const text = [assetType, assetId, sizeName, state.clock.getty(), state.nextLink()].join('|');
  const sealed = `${text}|${hash(state.seed, 'delivery', text).toString(36)}`;
  return `${base}/delivery/${Buffer.from(sealed).toString('base64url')}`;
}

/** What a link stands for; `undefined` when it was never given out, or more than a day ago. */
export function readLink(state: State, opaque: string): Delivered | undefined {
  const sealed = Buffer.from(opaque, 'base64url').toString();
  const text = sealed.slice(0, sealed.lastIndexOf('|'));
  if (sealed !== `${text}|${hash(state.seed, 'delivery', text).toString(36)}`) return undefined;
  const [assetType, assetId, sizeName, issued] = text.split('|');
  if (assetId === undefined || sizeName === undefined || (assetType !== 'image' && assetType !== 'video'))
    return undefined;
  return state.clock.getty() - Number(issued) > DAY ? undefined : { assetType, assetId, sizeName };
}
