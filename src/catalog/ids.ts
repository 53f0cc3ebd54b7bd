import { badInput } from '../errors/service-error.js';

/** The types that can be found again by their `id`. */
export type NodeType = 'Image' | 'Video' | 'ProductOffering' | 'DownloadRecord' | 'DownloadAttempt';

const NODE_TYPES: ReadonlySet<string> = new Set<NodeType>([
  'Image',
  'Video',
  'ProductOffering',
  'DownloadRecord',
  'DownloadAttempt',
]);
const GLOBAL_ID = /^gid:\/\/getty\/([A-Za-z]+)\/([A-Za-z0-9_.~%-]+)$/;
/** Getty Images' ids are mostly digits, but also `BA19430` and `200261415-001`. */
const PLAIN_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The `id` as clients see it: `gid://getty/Image/83454804`. */
export const toGlobalId = (type: NodeType, id: string): string => `gid://getty/${type}/${id}`;

const shown = (value: string): string => JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);

const article = (type: string): string => `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`;

const example = (type: NodeType): string => `\`83454804\` or \`${toGlobalId(type, '83454804')}\``;

/**
 * An argument that names an asset or a product, in either form; the plain Getty Images id comes back.
 * @param argument path of the argument, for the error
 * @throws ServiceError `BAD_USER_INPUT` before anything is sent
 */
export const parseAssetId = (value: string, type: NodeType, argument: readonly string[]): string => {
  const global = GLOBAL_ID.exec(value);
  if (global !== null) {
    const [, found = '', id = ''] = global;
    if (found !== type)
      throw badInput(
        argument,
        `${shown(value)} is the id of ${article(found)}, not of ${article(type)}; give ${example(type)}.`,
      );
    if (PLAIN_ID.test(id)) return id;
  } else if (PLAIN_ID.test(value)) return value;
  throw badInput(
    argument,
    `${shown(value)} is no id of ${article(type)}; give ${example(type)}: letters, digits, _ and -, at most 64.`,
  );
};

/**
 * An `id` as this API gave it out, taken apart.
 * @throws ServiceError `BAD_USER_INPUT`
 */
export const parseGlobalId = (
  value: string,
  argument: readonly string[],
): { readonly type: NodeType; readonly id: string } => {
  const [, type = '', id = ''] = GLOBAL_ID.exec(value) ?? [];
  if (id !== '' && NODE_TYPES.has(type) && (type === 'DownloadRecord' || PLAIN_ID.test(id)))
    return { type: type as NodeType, id };
  throw badInput(
    argument,
    `${shown(value)} is no id that this API gave out; give one such as \`${toGlobalId('Image', '83454804')}\`.`,
  );
};

/** The most ids a list argument takes. */
export const MAX_IDS = 100;

/** Checks the length of a list of ids. @throws ServiceError `BAD_USER_INPUT` */
export const checkIdCount = (ids: readonly unknown[], argument: readonly string[]): void => {
  if (ids.length === 0) throw badInput(argument, `is empty; give 1 to ${MAX_IDS} ids.`);
  if (ids.length > MAX_IDS)
    throw badInput(argument, `has ${ids.length} ids; at most ${MAX_IDS} are taken at once.`);
};
