import type { DomainContext } from '../catalog/domain-context.js';

/**
 * Getty Images' present, ms: our clock, corrected by what the `Date` headers of its hosts say. A host that was never
 * heard says 0, and a download may well be the first call to its host (v2's is); all hosts tell one and the same time,
 * so any that was heard will do, the one whose history is counted first.
 */
export const upstreamNow = ({ services: { clock, getty } }: Pick<DomainContext, 'services'>): number => {
  const { v3, v1 } = getty;
  const skews = [v3, v1].map(({ transport, baseUrl }) => transport.clockSkewMs(new URL(baseUrl).host));
  return clock.now() + (skews.find((skew) => skew !== 0) ?? 0);
};
