import type { DomainContext } from '../catalog/domain-context.js';
import { badInput, ServiceError } from '../errors/service-error.js';
import type { Product } from '../getty/model/product.js';
import type { V1Authorization } from '../getty/v1/authorization.js';
import { searchVideos } from '../getty/v1/search-videos.client.js';
import { toFieldsParam } from '../getty/v3/image-fields.js';
import { toVideoFieldsParam, type Video } from '../getty/v3/video-fields.js';
import { type Allowance, allowanceOf } from './allowance.js';
import { V2_UNSUPPORTED_PRODUCTS } from './download-request.js';
import type { DownloadTask, Plan } from './download-task.js';
import { chooseProduct, type Entitlement, toEntitlement } from './product-choice.js';
import { checkRequirements, exhaustedFailure, explainRefusal, getRequirements } from './refusal-reasons.js';
import { assetNotFound } from './response-to-event.js';
import type { Event } from './state-machine.js';

/** What a plan is made with. */
export interface PlanningContext {
  readonly scope: DomainContext;
  /** Fields of the asset that the answer will show: asked for in the same call. */
  readonly selected: Iterable<string>;
  /** Products that ran out in this operation and are to be passed over. */
  readonly exhausted: ReadonlySet<string>;
}

const ENTITLEMENT_FIELDS = [
  'call_for_image',
  'download_product',
  'largest_downloads',
  'product_types',
] as const;
const VIDEO_FIELDS = ['download_product', 'downloads', 'product_types'] as const;

/**
 * The caller's products with what they want to be told. An account that Getty Images tells none of (it may still
 * download) has none to check: its answer decides.
 */
const readProducts = async (scope: DomainContext): Promise<readonly Product[]> => {
  try {
    return await scope.loaders.products.load(true);
  } catch (error) {
    if (error instanceof ServiceError && (error.code === 'FORBIDDEN' || error.code === 'USER_TOKEN_REQUIRED'))
      return [];
    throw error;
  }
};

/** What the video's own answer says, for the size that is wanted. @throws ServiceError where there is no such size */
const videoEntitlement = (video: Video, task: DownloadTask): Entitlement => {
  const sizes = video.downloadSizes ?? [];
  const { size, path } = task.request;
  if (size !== null && sizes.length > 0 && !sizes.some((one) => one.name === size))
    throw badInput(
      [...path, 'size'],
      `this video has no size “${size}”; give one of: ${sizes.map((one) => one.name).join(', ')}.`,
    );
  return {
    downloadProduct: video.downloadProduct,
    allowed: sizes.filter((one) => size === null || one.name === size).flatMap((one) => one.downloads),
    productTypes: video.productTypes ?? [],
  };
};

/** What the asset's own answer says of who may pay; `null` where there is no such asset. @throws ServiceError */
export const readEntitlement = async (
  context: PlanningContext,
  task: DownloadTask,
): Promise<Entitlement | null> => {
  const { loaders } = context.scope;
  const assetId = task.request.asset.id;
  if (task.request.asset.type === 'video') {
    const fields = [...new Set([...toVideoFieldsParam(context.selected, true), ...VIDEO_FIELDS])].sort();
    const video = await loaders.videos.load({ assetId, fields });
    return video === null ? null : videoEntitlement(video, task);
  }
  const fields = [
    ...new Set([...toFieldsParam(context.selected, true, 'detail'), ...ENTITLEMENT_FIELDS]),
  ].sort();
  const image = await loaders.images.load({ assetId, fields });
  return image === null ? null : toEntitlement(image);
};

const UNKNOWN_ENTITLEMENT: Entitlement = { downloadProduct: null, allowed: [], productTypes: [] };

const planV3 = async (context: PlanningContext, task: DownloadTask): Promise<Event<Plan>> => {
  const { request } = task;
  // Named to the instance, nothing is left to choose; Getty Images itself tells whether the asset is there.
  const isNamed = request.productType !== null && request.productId !== null;
  const [entitlement, products] = await Promise.all([
    isNamed ? UNKNOWN_ENTITLEMENT : readEntitlement(context, task),
    readProducts(context.scope),
  ]);
  if (entitlement === null) return { type: 'plan-failed', failure: assetNotFound(request, null) };
  task.entitlement = isNamed ? null : entitlement;
  const choice = chooseProduct(request, entitlement, products, context.exhausted);
  const unmet = checkRequirements(request, choice.product?.requirements ?? null) ?? exhaustedFailure(choice);
  if (unmet !== null) return { type: 'plan-failed', failure: unmet };
  return {
    type: 'planned',
    plan: {
      api: 'V3',
      ref: choice.ref,
      product: choice.product,
      downloadToken: null,
      allowance: allowanceOf(choice.product),
    },
  };
};

const planV2 = async (context: PlanningContext, task: DownloadTask): Promise<Event<Plan>> => {
  const plan: Plan = { api: 'V2', ref: null, product: null, downloadToken: null, allowance: null };
  const triedV3 = task.state.at === 'planning' && task.state.progress.tried.includes('V3');
  if (!context.scope.services.getty.apis.includes('V3') || triedV3) return { type: 'planned', plan };
  const [entitlement, products] = await Promise.all([
    readEntitlement(context, task),
    readProducts(context.scope),
  ]);
  if (entitlement === null) return { type: 'plan-failed', failure: assetNotFound(task.request, null) };
  task.entitlement = entitlement;
  const choice = chooseProduct(task.request, entitlement, products);
  const serves = entitlement.allowed.filter((ref) => !V2_UNSUPPORTED_PRODUCTS.has(ref.productType));
  const isUnserved = choice.ref !== null && V2_UNSUPPORTED_PRODUCTS.has(choice.ref.productType);
  if (isUnserved || (entitlement.allowed.length > 0 && serves.length === 0))
    return {
      type: 'plan-failed',
      failure: explainRefusal(
        { entitlement, products, ref: null, unsupported: V2_UNSUPPORTED_PRODUCTS },
        null,
      ),
    };
  // v2 chooses for itself and takes no note: what its likely choice wants to be told cannot be told this way.
  const unmet =
    checkRequirements(task.request, choice.product?.requirements ?? null) ?? exhaustedFailure(choice);
  if (unmet !== null) return { type: 'plan-failed', failure: unmet };
  // Where several products serve it, nothing says which one v2 takes.
  const only = new Set(serves.map((ref) => ref.productId)).size === 1 ? choice.product : null;
  return { type: 'planned', plan: { ...plan, allowance: allowanceOf(only) } };
};

/** Names of a video's sizes, largest first, as far as v3 tells. */
const sizesByArea = async (context: PlanningContext, task: DownloadTask): Promise<readonly string[]> => {
  if (!context.scope.services.getty.apis.includes('V3')) return [];
  try {
    const video = await context.scope.loaders.videos.load({
      assetId: task.request.asset.id,
      fields: ['downloads'],
    });
    const area = (size: { width: number | null; height: number | null }): number =>
      (size.width ?? 0) * (size.height ?? 0);
    return [...(video?.downloadSizes ?? [])]
      .sort((one, other) => area(other) - area(one))
      .map((size) => size.name);
  } catch {
    // Only an order is lost with it; v1's own stands in.
    return [];
  }
};

const authorizationsOfVideo = async (context: PlanningContext, task: DownloadTask) => {
  const { scope } = context;
  const response = await searchVideos(scope.services.getty.v1, scope, [task.request.asset.id]);
  const sizes = response.byAsset.get(task.request.asset.id) ?? [];
  const wanted = task.request.size;
  if (wanted !== null && sizes.length > 0 && !sizes.some((size) => size.name === wanted))
    throw badInput(
      [...task.request.path, 'size'],
      `this video has no size “${wanted}”; give one of: ${sizes.map((size) => size.name).join(', ')}.`,
    );
  const order = wanted === null && sizes.length > 1 ? await sizesByArea(context, task) : [];
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const authorizations = [...sizes]
    .filter((size) => wanted === null || size.name === wanted)
    .sort((one, other) => rank(one.name) - rank(other.name))
    .flatMap((size) => size.authorizations)
    // Getty Images documents that v1 downloads videos under Easy Access only.
    .filter((authorization) => authorization.productType === 'EASY_ACCESS');
  return { authorizations, upstream: response.upstream };
};

const authorizationsOfImage = (context: PlanningContext, task: DownloadTask) => {
  const { authorizations } = context.scope.loaders;
  // v1 refused the token of the authorization that was loaded before: a new one is asked for.
  if (task.state.at === 'planning' && task.state.progress.hasReplacedDownloadToken)
    authorizations.clear(task.request.asset.id);
  return authorizations.load(task.request.asset.id);
};

/** The first authorization that fits what was named and has not run out; Getty Images' order is its preference. */
const pick = (
  authorizations: readonly V1Authorization[],
  task: DownloadTask,
  exhausted: ReadonlySet<string>,
): V1Authorization | null => {
  const { productType, productId } = task.request;
  const fitting = authorizations.filter(
    (one) =>
      (productType === null || one.productType === productType) &&
      (productId === null || one.productId === productId),
  );
  const open = fitting.filter((one) => one.productId === null || !exhausted.has(one.productId));
  return (
    open.find((one) => one.isFree === true || one.downloadsRemaining !== 0) ?? open[0] ?? fitting[0] ?? null
  );
};

/**
 * v1 names no instance for a product that has none. Where the caller names one, it is that product's all the same if
 * it is the only one of its kind that they hold.
 */
const withInstance = async (
  { scope }: PlanningContext,
  { request }: DownloadTask,
  authorizations: readonly V1Authorization[],
): Promise<readonly V1Authorization[]> => {
  const { productId } = request;
  const isNamed = authorizations.some((one) => one.productId === productId);
  if (productId === null || isNamed || !scope.services.getty.apis.includes('V3')) return authorizations;
  const products = await readProducts(scope);
  const product = products.find((one) => one.productId === productId);
  const sameKind = products.filter((one) => one.type === product?.type);
  if (product === undefined || sameKind.length !== 1) return authorizations;
  return authorizations.map((one) =>
    one.productId === null && one.productType === product.type ? { ...one, productId } : one,
  );
};

/** v1 says what is left of each product in the authorization itself. */
const authorizedAllowance = (chosen: V1Authorization): Allowance => ({
  productId: chosen.productId ?? chosen.productTypeName,
  remaining: chosen.downloadsRemaining,
  available: chosen.downloadsRemaining,
  isFree: chosen.isFree,
});

const planV1 = async (context: PlanningContext, task: DownloadTask): Promise<Event<Plan>> => {
  const { authorizations, upstream } =
    task.request.asset.type === 'video'
      ? await authorizationsOfVideo(context, task)
      : await authorizationsOfImage(context, task);
  const chosen = pick(await withInstance(context, task, authorizations), task, context.exhausted);
  if (chosen === null) return { type: 'no-authorization', upstream };
  // v1 takes neither note nor code: what the product wants to be told cannot be told this way.
  const unmet = checkRequirements(task.request, getRequirements(task.customer.products, chosen));
  if (unmet !== null) return { type: 'plan-failed', failure: unmet };
  return {
    type: 'planned',
    plan: {
      api: 'V1',
      ref: chosen,
      product: null,
      downloadToken: chosen.downloadToken,
      allowance: authorizedAllowance(chosen),
    },
  };
};

/**
 * Everything that is looked at before money is spent, for one version of the API.
 * @throws ServiceError of a read that failed, or `BAD_USER_INPUT`; nothing was sent
 */
export const makePlan = (
  context: PlanningContext,
  task: DownloadTask,
  api: Plan['api'],
): Promise<Event<Plan>> => {
  switch (api) {
    case 'V3':
      return planV3(context, task);
    case 'V2':
      return planV2(context, task);
    case 'V1':
      return planV1(context, task);
    default:
      return api satisfies never;
  }
};
