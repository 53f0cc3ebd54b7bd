import { FieldResolver, Resolver, Root } from 'type-graphql';
import { DownloadImagesResult } from '../schema/download/download-images-payload.type.js';
import type { DownloadResultView, DownloadView } from './download-payload.js';

/** Decides whether an error is data or thrown, item by item, so that the successes survive. */
@Resolver(() => DownloadImagesResult)
export class DownloadImagesResultResolver {
  /** What may be fetched; throws this item's trouble, and its failure where nobody asked for it as data. */
  @FieldResolver()
  download(@Root() result: DownloadResultView): DownloadView | null {
    if (result.error !== null) throw result.error;
    return result.download;
  }
}
