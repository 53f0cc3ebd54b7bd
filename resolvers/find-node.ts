import type { GraphQLResolveInfo } from 'graphql';
import { findRecord } from '../src/catalog/history/download-history.js';
import { type DownloadRecord, decodeRecordKey } from '../src/catalog/history/record-id.js';
import type { NodeType } from '../src/catalog/ids.js';
import { getImage } from '../src/catalog/images/images.js';
import { productOfferings } from '../src/catalog/products/product-offerings.js';
import { getVideo } from '../src/catalog/videos/videos.js';
import type { AttemptView } from '../src/downloads/ledger/attempt-view.js';
import { attemptById } from '../src/downloads/ledger/find-attempt.js';
import type { Image } from '../src/getty/model/image.js';
import type { Product } from '../src/getty/model/product.js';
import type { Video } from '../src/getty/model/video.js';
import type { RequestContext } from './context.js';
import { selectedFields, selectsRequirements } from './selection.js';

/** Something found by its id, with the type that the `Node` interface resolves by. */
export type FoundNode =
  | (Image & { readonly __typename: 'Image' })
  | (Video & { readonly __typename: 'Video' })
  | (Product & { readonly __typename: 'ProductOffering' })
  | (DownloadRecord & { readonly __typename: 'DownloadRecord' })
  | (AttemptView & { readonly __typename: 'DownloadAttempt' });

const withTypename = <T extends object, N extends NodeType>(
  value: T | null,
  type: N,
): (T & { readonly __typename: N }) | null => (value === null ? null : { ...value, __typename: type });

/**
 * One object by its taken-apart id. Images and videos are batched with every other place that wants some.
 * @throws ServiceError
 */
export const findNode = async (
  context: RequestContext,
  info: GraphQLResolveInfo,
  key: { readonly type: NodeType; readonly id: string },
  argument: readonly string[],
): Promise<FoundNode | null> => {
  const { scope } = context;
  switch (key.type) {
    case 'Image':
      return withTypename(
        await getImage(scope, key.id, selectedFields(info, [], ['Image', 'Node'])),
        'Image',
      );
    case 'Video':
      return withTypename(
        await getVideo(scope, key.id, selectedFields(info, [], ['Video', 'Node'])),
        'Video',
      );
    case 'ProductOffering': {
      const products = await productOfferings(scope, null, null, selectsRequirements(info));
      return withTypename(
        products.find((product) => product.productId === key.id) ?? null,
        'ProductOffering',
      );
    }
    case 'DownloadRecord':
      return withTypename(await findRecord(scope, decodeRecordKey(key.id, argument)), 'DownloadRecord');
    case 'DownloadAttempt':
      return withTypename(await attemptById(scope, key.id), 'DownloadAttempt');
    default:
      return key.type satisfies never;
  }
};
