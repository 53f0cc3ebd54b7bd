import { downloadProduct, fitting, listed } from '../accounts/entitlement.js';
import type { SimulatedProduct } from '../accounts/product.js';
import { inLanguage } from '../catalog/text.js';
import type { CatalogVideo, VideoSize } from '../catalog/video.js';
import { COUNTRIES } from '../catalog/words.js';
import { wantedDisplays } from './fields-of-images.js';
import type { View } from './image-view.js';

type Shown = Record<string, unknown>;

/** A video as `/v3/videos` shows it. */
export function videoDetail(video: CatalogVideo, view: View): Shown {
  return select(view, {
    ...common(video, view),
    city: video.place,
    country: COUNTRIES[video.place]?.[2] ?? null,
    is_ai_editable: false,
    istock_exclusive: false,
    key_frames: [{ uri: `${view.base}/media/videos/${video.id}/thumb.jpg` }],
    max_dimensions: { width: video.sizes.at(-1)?.width ?? 0, height: video.sizes.at(-1)?.height ?? 0 },
    people: video.people,
    series_id: video.seriesId,
    state_province: null,
  });
}

/** Fields that a search may name and whose response never has, if the specification is right. */
const NOT_IN_SEARCH = [
  'call_for_image',
  'date_submitted',
  'download_sizes',
  'editorial_segments',
  'istock_collection',
  'object_name',
  'orientation',
  'quality_rank',
];

/** A video as the searches show it. */
export function videoInSearch(video: CatalogVideo, view: View): Shown {
  const products = view.account === undefined ? [] : listed(view.account, video, view.hideUsedUp);
  const shown: Shown = {
    ...common(video, view),
    largest_downloads: products.map((item) => link(item, video, view)),
  };
  for (const name of NOT_IN_SEARCH) delete shown[name];
  return select(view, shown);
}

function common(video: CatalogVideo, view: View): Shown {
  const products = view.account === undefined ? [] : listed(view.account, video, view.hideUsedUp);
  const types = view.account === undefined ? [] : fitting(view.account, video).map((item) => item.type);
  return {
    id: video.id,
    title: inLanguage(video.title, view.language),
    caption: inLanguage(video.caption, view.language),
    artist: video.artist,
    asset_family: video.family,
    license_model: video.licenseModel,
    collection_code: video.collection[0],
    collection_id: video.collection[1],
    collection_name: video.collection[2],
    allowed_use: {
      how_can_i_use_it: video.family === 'editorial' ? 'For reporting only.' : 'For any purpose.',
      release_info: video.releaseInfo,
      usage_restrictions: video.usageRestrictions,
      editorial_use_only: video.family === 'editorial',
    },
    call_for_image: false,
    aspect_ratio: video.aspectRatio,
    clip_length: video.clipLength,
    color_type: 'color',
    copyright: null,
    date_created: video.dateCreated,
    date_submitted: video.dateCreated,
    editorial_segments: video.family === 'editorial' ? [video.subject.segment] : [],
    era: 'contemporary',
    event_ids: video.eventIds,
    istock_collection: null,
    istock_licenses: null,
    keywords: video.keywords.map(({ id, text, type, relevance }) => ({
      keyword_id: id,
      text,
      type,
      relevance,
    })),
    mastered_to: 'QuickTime 10-bit ProRes 422 (HQ) HD 1920x1080 29.97p',
    object_name: `${video.id}.mov`,
    orientation: video.orientation,
    originally_shot_on: 'HD 1080 24p',
    quality_rank: 1 + (video.index % 3),
    referral_destinations: [{ site_name: 'gettyimages', uri: `${view.base}/media/page/${video.id}` }],
    shot_speed: 'real_time',
    source: 'Film',
    display_sizes: wantedDisplays(view.wanted).map((name) => ({
      is_watermarked: name !== 'thumb',
      name,
      uri: `${view.base}/media/videos/${video.id}/${name === 'thumb' ? 'thumb' : 'comp'}.jpg`,
      aspect_ratio: video.aspectRatio,
    })),
    download_product: downloadProduct(products),
    product_types: [...new Set(types)],
    download_sizes: video.sizes.map((size) => ({
      ...sizeOf(size),
      downloads: products.map((item) => link(item, video, view)),
    })),
  };
}

function sizeOf(size: VideoSize): Shown {
  return {
    bit_depth: '8-bit',
    broadcast_video_standard: size.frameRate === 25 ? 'PAL' : 'NTSC',
    bytes: size.bytes,
    compression: 'ProRes 422 HQ',
    content_type: 'video/quicktime',
    description: size.description,
    format: 'QuickTime',
    frame_rate: size.frameRate,
    frame_size: `${size.width}x${size.height}`,
    // A decimal number for videos, an integer for images.
    height: size.height,
    interlaced: size.interlaced,
    name: size.name,
    width: size.width,
  };
}

function select(view: View, shown: Shown): Shown {
  const displays = wantedDisplays(view.wanted).length > 0;
  return Object.fromEntries(
    Object.entries(shown).filter(([name]) => view.wanted.has(name) || (name === 'display_sizes' && displays)),
  );
}

function link(item: SimulatedProduct, video: CatalogVideo, view: View): Shown {
  return {
    product_id: String(item.id),
    product_type: item.type,
    uri: `${view.base}/v3/downloads/videos/${video.id}`,
    agreement_name: item.agreementName,
  };
}
