import { chance, hash } from './random.js';

/** The types of product that an image can be downloaded with. */
export function coverageOf(editorial: boolean, index: number, h: number): string[] {
  if (index === 0) return ['easyaccess', 'premiumaccess', 'creditpack'];
  if (index === 1) return ['editorialsubscription'];
  // A few assets are covered by no product, and a few by a product type that no client knows yet.
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

/** Whether the people and the property shown have agreed; nothing is known of some. */
export function releaseOf(editorial: boolean, people: string, h: number): string | null {
  if (chance(10, h)) return null;
  if (editorial) return 'Not released. More information';
  return people === 'none' ? 'No release required' : 'Model and property released';
}

const RESTRICTIONS: readonly [string, ...string[]] = [
  'Contact your local office for all commercial or promotional uses.',
  'Not available for use in Germany, Austria and Switzerland.',
  'No use on front covers without prior permission.',
  'Editorial use only, and no mobile or digital mobile use during the event.',
];

/** Restrictions in words; most images have none. */
export function restrictionsOf(editorial: boolean, h: number): string[] {
  const count = editorial ? (chance(45, h) ? 1 : 0) + (chance(8, h) ? 1 : 0) : chance(6, h) ? 1 : 0;
  return RESTRICTIONS.slice(h % 2, (h % 2) + count);
}
