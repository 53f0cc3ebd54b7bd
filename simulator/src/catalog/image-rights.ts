import { chance, hash } from './random.js';

/** The types of product that an image can be downloaded with. */
export function coverageOf(editorial: boolean, index: number, h: number): string[] {
  if (index === 0) return ['easyaccess', 'premiumaccess', 'creditpack'];
  if (index === 1) return ['editorialsubscription'];
  // A few assets cannot be had by anybody, and a few stand under a product that was invented last week.
  if (chance(4, h)) return [];
  const shares: [string, number][] = editorial
    ? [
        ['editorialsubscription', 85],
        ['premiumaccess', 50],
        ['easyaccess', 30],
      ]
    : [
        ['easyaccess', 70],
        ['premiumaccess', 80],
        ['imagepack', 60],
        ['royaltyfreesubscription', 30],
        ['creditpack', 50],
      ];
  const types = shares.filter(([, percent], i) => chance(percent, hash(h, i))).map(([type]) => type);
  if (chance(2, hash(h, 'new'))) types.push('galaxyaccess');
  return types;
}

/** The license model of an image; now and then a word that no client has heard of. */
export function licenseOf(editorial: boolean, index: number, h: number): string {
  if (index === 0) return 'royaltyfree';
  if (chance(1, h)) return 'rightsborrowed';
  if (editorial) return chance(80, h) ? 'rightsmanaged' : 'rightsready';
  return chance(85, h) ? 'royaltyfree' : 'rightsready';
}
