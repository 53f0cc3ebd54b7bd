import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Image } from '../schema/image.js';
import { Video } from '../schema/video.js';
import type { Ownership } from '../src/catalog/ownership/account-history.js';
import { getOwnership } from '../src/catalog/ownership/get-ownership.js';
import type { Image as DomainImage } from '../src/getty/v3/image-fields.js';
import type { Video as DomainVideo } from '../src/getty/v3/video-fields.js';
import type { RequestContext } from './context.js';

/** Whether an image was licensed before. */
@Resolver(() => Image)
export class ImageOwnershipResolver {
  /** From the caller's index: all rows of a request share it. */
  @FieldResolver()
  ownership(@Root() image: DomainImage, @Ctx() context: RequestContext): Promise<Ownership> {
    return getOwnership(context, { type: 'image', id: image.assetId });
  }
}

/** Whether a video was licensed before. */
@Resolver(() => Video)
export class VideoOwnershipResolver {
  /** From the caller's index: all rows of a request share it. */
  @FieldResolver()
  ownership(@Root() video: DomainVideo, @Ctx() context: RequestContext): Promise<Ownership> {
    return getOwnership(context, { type: 'video', id: video.assetId });
  }
}
