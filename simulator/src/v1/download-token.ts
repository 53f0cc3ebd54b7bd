import { sign, verify } from '../sign.js';
import type { State } from '../state.js';

/** What v1's download tokens are bound to. */
export interface DownloadGrant {
  readonly account: string;
  readonly assetType: 'image' | 'video';
  readonly assetId: string;
  readonly sizeName: string;
  readonly productId: number;
  readonly issuedAt: number;
}

const DAY = 86_400_000;

/** A token for one download, good for 24 hours. */
export function downloadToken(state: State, grant: Omit<DownloadGrant, 'issuedAt'>): string {
  const { account, assetType, assetId, sizeName, productId } = grant;
  return sign(state.seed, 'download', [
    account,
    assetType,
    assetId,
    sizeName,
    productId,
    state.clock.getty(),
  ]);
}

/** What a token is good for; `undefined` for one that was not made here. */
export function readDownloadToken(state: State, token: string): DownloadGrant | undefined {
  const parts = verify(state.seed, 'download', token) ?? [];
  const [account, assetType, assetId, sizeName, productId, issuedAt] = parts;
  if (account === undefined || assetId === undefined || sizeName === undefined) return undefined;
  if (assetType !== 'image' && assetType !== 'video') return undefined;
  return { account, assetType, assetId, sizeName, productId: Number(productId), issuedAt: Number(issuedAt) };
}

/** Whether a token's 24 hours are over. */
export function hasEnded(state: State, grant: DownloadGrant): boolean {
  return state.clock.getty() - grant.issuedAt > DAY;
}
