/** Documents that are expensive to parse, validate, estimate, compile or run. All use the real schema. */
export interface NastyDocument {
  readonly kind: string;
  readonly text: string;
}

type Random = () => number;

const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const pick = <T>(random: Random, first: T, ...others: readonly T[]): T =>
  [first, ...others][Math.floor(random() * (others.length + 1))] ?? first;

const LEAVES = ['id', 'title', 'caption', 'artist', 'creditLine', 'assetId', 'createdAt', 'keywords'];
const leaf = (random: Random): string => LEAVES[Math.floor(random() * LEAVES.length)] ?? 'id';

/** A selection that leads from an image to images, so that levels can be nested. */
const below = (inner: string): string => `previousDownloads { image { ${inner} } }`;

const KINDS: Readonly<Record<string, (random: Random) => string>> = {
  'fragments that spread two others': (random) => {
    const levels = between(random, 2, 300);
    const wrap = pick(random, (text: string) => text, below);
    return `{ image(id: 1) { ...F0 } } ${times(levels, (i) => `fragment F${i} on Image { ${leaf(random)} ${i + 1 < levels ? `${wrap(`...F${i + 1}`)} ... on Node { ...F${i + 1} }` : 'id'} }`)}`;
  },
  'a clique of fragments': (random) => {
    const count = between(random, 2, 60);
    return `{ image(id: 1) { ...F0 } } ${times(count, (i) => `fragment F${i} on Image { id ${times(count - 1 - i, (j) => `...F${i + 1 + j}`)} }`)}`;
  },
  'a chain of fragments': (random) => {
    const count = between(random, 2, 1_400);
    return `{ image(id: 1) { ...F0 } } ${times(count, (i) => `fragment F${i} on Image { ${i + 1 < count ? `...F${i + 1}` : 'id'} }`)}`;
  },
  'fragments beside each other': (random) => {
    const count = between(random, 2, 1_200);
    return `{ image(id: 1) { ${times(count, (i) => `...F${i}`)} } } ${times(count, (i) => `fragment F${i} on Image { ${leaf(random)} }`)}`;
  },
  'fragments in a circle': (random) => {
    const count = between(random, 1, 500);
    return `{ image(id: 1) { ...F0 } } ${times(count, (i) => `fragment F${i} on Image { id ...F${(i + 1) % count} }`)}`;
  },
  'one field many times': (random) => {
    const name = pick(random, 'id', '__typename', 'displaySizes { url name }', 'maxDimensions { width }');
    return `{ image(id: 1) { ${times(between(random, 2, Math.floor(9_000 / name.split(/\W+/).length)), () => name)} } }`;
  },
  'one field many times, with all of its fields': (random) => {
    const count = between(random, 2, 90);
    const inner = times(Math.floor(9_000 / count / 2), (i) => pick(random, leaf(random), `a${i}: id`));
    return `{ ${times(count, () => `image(id: 1) { ${inner} }`)} }`;
  },
  'the same fields within each other': (random) => {
    const build = (level: number): string =>
      level === 0 ? 'id' : times(width, () => below(build(level - 1)));
    const width = between(random, 2, 5);
    return `{ image(id: 1) { ${build(Math.floor(Math.log(1_200) / Math.log(width)))} } }`;
  },
  'a wide selection': (random) =>
    `{ image(id: 1) { ${times(between(random, 10, 4_900), () => leaf(random))} } }`,
  aliases: (random) => `{ image(id: 1) { ${times(between(random, 10, 3_300), (i) => `a${i}: id`)} } }`,
  directives: (random) => {
    const one = pick(random, '@skip(if: false)', '@include(if: true)', '@nothing');
    return `{ image(id: 1) { ${times(between(random, 1, 90), () => `id ${times(between(random, 1, 15), () => one)}`)} } }`;
  },
  'a deep selection': (random) => {
    const levels = between(random, 2, 2_400);
    return `{ image(id: 1) { ${times(levels, () => 'previousDownloads { image {')} id ${'} '.repeat(2 * levels)} } }`;
  },
  'inline fragments within each other': (random) => {
    const levels = between(random, 2, 2_400);
    return `{ node(id: 1) { ${times(levels, () => pick(random, '... on Image {', '... on Node {', '... {'))} id ${'} '.repeat(levels)} } }`;
  },
  'fragments of an interface': (random) => {
    const count = between(random, 2, 400);
    return `{ node(id: 1) { ${times(count, () => `... on ${pick(random, 'Image { title', 'Video { title', 'DownloadRecord { image { title }', 'Node { id')} }`)} } }`;
  },
  'fragments of a union': (random) => {
    const count = between(random, 2, 600);
    return `{ nodes(ids: [1]) { ${times(count, (i) => `...F${i}`)} } } ${times(count, (i) => `fragment F${i} on ${pick(random, 'Image', 'Video', 'Node')} { id ... on Image { title } }`)}`;
  },
  'many operations': (random) => {
    const count = between(random, 2, 300);
    return `${times(count, (i) => `query Q${i} { image(id: 1) { ...F } }`)} fragment F on Image { ${times(between(random, 1, 300), () => leaf(random))} }`;
  },
  'many variables': (random) => {
    const count = between(random, 2, 1_200);
    return `query(${times(count, (i) => `$v${i}: ID!`)}) { ${times(pick(random, count, 20), (i) => `a${i}: image(id: $v${i}) { id }`)} }`;
  },
  'a deep value': (random) => {
    const levels = between(random, 2, 4_900);
    return `{ images(ids: ${'['.repeat(levels)} 1 ${']'.repeat(levels)}) { id } }`;
  },
  'a wide value': (random) => `{ images(ids: [${times(between(random, 10, 9_900), String)}]) { id } }`,
  'fields that are not there': (random) =>
    `{ image(id: 1) { ${times(between(random, 10, 4_900), (i) => `titel${i}`)} } }`,
  'arguments that are not there': (random) =>
    `{ image(id: 1 ${times(between(random, 10, 3_000), (i) => `i${i}: 1`)}) { id } }`,
};

/** Generates documents of every kind in turn. */
export function* nastyDocuments(random: Random): Generator<NastyDocument> {
  for (;;) for (const [kind, write] of Object.entries(KINDS)) yield { kind, text: write(random) };
}

/** Number of kinds. */
export const NASTY_KINDS = Object.keys(KINDS).length;
