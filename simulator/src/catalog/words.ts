/** A word in the three languages that titles are made in. */
export interface Word {
  readonly en: string;
  readonly de: string;
  readonly fr: string;
}

/** What a picture may be of. `weight` is how many of a thousand pictures are. */
export interface Subject extends Word {
  readonly weight: number;
  readonly keywords: readonly string[];
  /** Percent of its pictures that are editorial. */
  readonly editorial: number;
  readonly segment: string;
  readonly emoji: string;
}

function subject(
  weight: number,
  editorial: number,
  segment: string,
  [en, de, fr]: readonly [string, string, string],
  emoji: string,
  keywords: string,
): Subject {
  return { weight, editorial, segment, en, de, fr, emoji, keywords: keywords.split(' ') };
}

/** Weights add up to a thousand. */
export const SUBJECTS: readonly [Subject, ...Subject[]] = [
  subject(40, 25, 'news', ['Kitties', 'Kätzchen', 'Chatons'], '🐾', 'kitties kitten cat pet animal cute'),
  subject(70, 25, 'news', ['Dog', 'Hund', 'Chien'], '🐕', 'dog puppy pet animal loyalty'),
  subject(
    160,
    20,
    'news',
    ['Mountain', 'Berg', 'Montagne'],
    '🏔️',
    'mountain peak nature hiking snow landscape',
  ),
  subject(170, 35, 'news', ['City', 'Stadt', 'Ville'], '🌆', 'city skyline urban street architecture'),
  subject(120, 20, 'news', ['Sea', 'Meer', 'Mer'], '🌊', 'sea ocean water wave coast'),
  subject(70, 10, 'archival', ['Forest', 'Wald', 'Forêt'], '🌲', 'forest tree nature woodland path'),
  subject(
    60,
    10,
    'publicity',
    ['Family', 'Familie', 'Famille'],
    '👪',
    'family parents children togetherness',
  ),
  subject(
    60,
    10,
    'publicity',
    ['Breakfast', 'Frühstück', 'Petit-déjeuner'],
    '🥐',
    'breakfast food coffee table morning',
  ),
  subject(
    70,
    95,
    'sport',
    ['Football final', 'Fußballfinale', 'Finale de football'],
    '⚽',
    'football soccer sport stadium match',
  ),
  subject(
    60,
    95,
    'entertainment',
    ['Concert', 'Konzert', 'Concert'],
    '🎤',
    'concert music stage singer audience',
  ),
  subject(
    40,
    95,
    'news',
    ['Election night', 'Wahlabend', 'Soirée électorale'],
    '🗳️',
    'election politics vote parliament',
  ),
  subject(
    20,
    95,
    'royalty',
    ['Royal visit', 'Königlicher Besuch', 'Visite royale'],
    '👑',
    'royalty queen king visit ceremony',
  ),
  subject(
    60,
    5,
    'publicity',
    ['Office', 'Büro', 'Bureau'],
    '💼',
    'office business teamwork computer meeting',
  ),
];

/** Words before the subject. */
export const MOODS: readonly [Word, ...Word[]] = [
  { en: 'Playful', de: 'Verspielt:', fr: 'Joueur:' },
  { en: 'Quiet', de: 'Still:', fr: 'Calme:' },
  { en: 'Golden', de: 'Golden:', fr: 'Doré:' },
  { en: 'Stormy', de: 'Stürmisch:', fr: 'Orageux:' },
  { en: 'Crowded', de: 'Überfüllt:', fr: 'Bondé:' },
  { en: 'Minimal', de: 'Schlicht:', fr: 'Minimal:' },
  { en: 'Wintry', de: 'Winterlich:', fr: 'Hivernal:' },
  { en: 'Festive', de: 'Festlich:', fr: 'Festif:' },
  { en: 'Misty', de: 'Neblig:', fr: 'Brumeux:' },
  { en: 'Sunny', de: 'Sonnig:', fr: 'Ensoleillé:' },
];

/** Places, in the spelling of those who live there. */
export const PLACES: readonly [string, ...string[]] = [
  'Zürich',
  'München',
  'São Paulo',
  'Ålesund',
  'Łódź',
  'İstanbul',
  '東京',
  '서울',
  'القاهرة',
  'תל אביב',
  'Αθήνα',
  'Київ',
  'Reykjavík',
  'Málaga',
  'New York',
  'Lagos',
  'Wellington',
  'Montréal',
];

/** The country of each place, as ISO 3166 writes it: two letters, three letters, name. */
export const COUNTRIES: Readonly<Record<string, readonly [alpha2: string, alpha3: string, name: string]>> = {
  Zürich: ['CH', 'CHE', 'Switzerland'],
  München: ['DE', 'DEU', 'Germany'],
  'São Paulo': ['BR', 'BRA', 'Brazil'],
  Ålesund: ['NO', 'NOR', 'Norway'],
  Łódź: ['PL', 'POL', 'Poland'],
  İstanbul: ['TR', 'TUR', 'Türkiye'],
  東京: ['JP', 'JPN', 'Japan'],
  서울: ['KR', 'KOR', 'Korea, Republic of'],
  القاهرة: ['EG', 'EGY', 'Egypt'],
  'תל אביב': ['IL', 'ISR', 'Israel'],
  Αθήνα: ['GR', 'GRC', 'Greece'],
  Київ: ['UA', 'UKR', 'Ukraine'],
  Reykjavík: ['IS', 'ISL', 'Iceland'],
  Málaga: ['ES', 'ESP', 'Spain'],
  'New York': ['US', 'USA', 'United States'],
  Lagos: ['NG', 'NGA', 'Nigeria'],
  Wellington: ['NZ', 'NZL', 'New Zealand'],
  Montréal: ['CA', 'CAN', 'Canada'],
};

/** Who takes the pictures. */
export const ARTISTS: readonly [string, ...string[]] = [
  'Jöran Ekström',
  'Mei 林美',
  'Ana Conceição',
  'Tomáš Dvořák',
  'O’Neill & Daughters',
  'Farah حداد',
  'Grace Adeyemi',
  'J. R. Müller-Lüdenscheidt',
];

/** Collections: code, number, name. */
export const COLLECTIONS: readonly [
  readonly [string, number, string],
  ...(readonly [string, number, string])[],
] = [
  ['DGV', 13, 'Digital Vision'],
  ['STO', 41, 'Stone'],
  ['MOM', 83, 'Moment'],
  ['IST', 90, 'E+'],
  ['GEN', 301, 'Getty Images News'],
  ['GES', 302, 'Getty Images Sport'],
  ['AFP', 310, 'AFP'],
];

/** People of the news who do not exist. */
export const PEOPLE: readonly [string, ...string[]] = [
  'Ruta Balčiūnė',
  'Noé Lefèvre',
  'Amara Okafor',
  'Søren Ødegaard',
  'Yuki 佐藤',
  'Dana Quill',
];
