import { badInput } from '../errors/service-error.js';
import type { GettyApi } from '../errors/upstream-failure.js';
import { type DownloadRequest, unsupportedField } from './download-request.js';

/** v3 first, whatever the order of `GETTY_APIS`: it alone honours every input; the others follow in that order. */
const inOrder = (apis: readonly GettyApi[]): readonly GettyApi[] =>
  apis.includes('V3') ? ['V3', ...apis.filter((api) => api !== 'V3')] : apis;

/** Whether an item of a batch can go into v1's pair, which takes many in two calls but knows no options. */
export const isV1Compatible = (request: DownloadRequest): boolean =>
  request.via === null && request.asset.type === 'image' && unsupportedField(request, 'V1') === null;

/**
 * Which version a download goes through: the one it names, v1 for two or more plain items, else v3, else the first
 * that is switched on and can do what is asked. Pure.
 * @param plainItems how many plain items the operation has
 * @throws ServiceError `BAD_USER_INPUT` naming what no version here can do
 */
export const chooseVersion = (
  request: DownloadRequest,
  apis: readonly GettyApi[],
  plainItems: number,
): GettyApi => {
  if (request.via !== null) {
    if (!apis.includes(request.via))
      throw badInput([...request.path, 'via'], `${request.via} is not switched on here; leave it out.`);
    return request.via;
  }
  if (plainItems >= 2 && isV1Compatible(request) && apis.includes('V1')) return 'V1';
  const able = inOrder(apis).find((api) => unsupportedField(request, api) === null);
  if (able !== undefined) return able;
  const [first] = inOrder(apis);
  const unable = first === undefined ? null : unsupportedField(request, first);
  if (unable === null || unable === 'asset')
    throw badInput(
      request.path,
      `no version of Getty Images’ APIs that is switched on here (${apis.join(', ')}) can download this.`,
    );
  throw badInput([...request.path, unable], `needs v3, which is not switched on here; leave it out.`);
};

/**
 * Another version to try after one that certainly did nothing: switched on, not tried yet, and able to honour every
 * input. A version that was named stays. Pure.
 */
export const nextVersion = (
  request: DownloadRequest,
  apis: readonly GettyApi[],
  given: readonly GettyApi[],
): GettyApi | null => {
  if (request.via !== null) return null;
  return inOrder(apis).find((api) => !given.includes(api) && unsupportedField(request, api) === null) ?? null;
};
