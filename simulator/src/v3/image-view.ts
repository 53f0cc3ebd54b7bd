import type { Account } from '../accounts/accounts.js';
import { downloadProduct, fitting, listed } from '../accounts/entitlement.js';
import type { SimulatedProduct } from '../accounts/product.js';
import type { CatalogImage } from '../catalog/image.js';
import { type ImageSize, largestSize } from '../catalog/sizes.js';
import { inLanguage } from '../catalog/text.js';
import { COUNTRIES } from '../catalog/words.js';
import { wantedDisplays } from './fields-of-images.js';

/** Under which circumstances an image is shown. */
export interface View {
  readonly wanted: ReadonlySet<string>;
  readonly language: string;
  readonly base: string;
  /** Whose downloads to list; `undefined` when only a key was sent. */
  readonly account: Account | undefined;
  readonly hideUsedUp: boolean;
}

type Shown = Record<string, unknown>;

/** An image as `/v3/images` shows it: only what was asked for. */
export function imageDetail(image: CatalogImage, view: View): Shown {
  const largest = largestSize(image.sizes);
  const products = view.account === undefined ? [] : listed(view.account, image, view.hideUsedUp);
  return select(view, {
    ...common(image, view),
    artist_title: 'Photographer',
    city: image.place,
    country: COUNTRIES[image.place]?.[2] ?? null,
    credit_line: `${image.artist}/${image.collection[2]}`,
    is_ai_editable: image.family === 'creative',
    istock_licenses: null,
    links: [{ rel: 'download', uri: downloadUri(view, image) }],
    object_name: `${image.id}_1`,
    series_id: image.seriesId,
    state_province: null,
    editorial_source:
      image.family === 'editorial' ? { id: image.collection[1], name: image.collection[2] } : undefined,
    // Here every entry is a size with the products that allow it; in a search it is the product itself.
    largest_downloads: products.map((item) => ({ ...sizeOf(largest), downloads: [link(item, image, view)] })),
  });
}

/** An image as the searches show it. */
export function imageInSearch(
  image: CatalogImage,
  view: View,
  kind: 'creative' | 'editorial' | 'blended',
): Shown {
  const products = view.account === undefined ? [] : listed(view.account, image, view.hideUsedUp);
  const shown: Shown = {
    ...common(image, view),
    largest_downloads: products.map((item) => link(item, image, view)),
    editorial_source: image.family === 'editorial' ? { id: image.collection[1] } : undefined,
  };
  if (kind === 'creative') for (const name of EDITORIAL_ONLY) delete shown[name];
  return select(view, shown);
}

const EDITORIAL_ONLY = ['editorial_segments', 'editorial_source', 'event_ids', 'people'];

function common(image: CatalogImage, view: View): Shown {
  const products = view.account === undefined ? [] : listed(view.account, image, view.hideUsedUp);
  const types = view.account === undefined ? [] : fitting(view.account, image).map((item) => item.type);
  const unheardOf =
    view.account?.isUser === true && image.coverage.includes('galaxyaccess') ? ['galaxyaccess'] : [];
  return {
    id: image.id,
    title: inLanguage(image.title, view.language),
    caption: inLanguage(image.caption, view.language),
    artist: image.artist,
    asset_family: image.family,
    license_model: image.licenseModel,
    collection_code: image.collection[0],
    collection_id: image.collection[1],
    collection_name: image.collection[2],
    max_dimensions: image.knowsDimensions ? { width: image.width, height: image.height } : undefined,
    allowed_use: {
      how_can_i_use_it: image.family === 'editorial' ? 'For reporting only.' : 'For any purpose.',
      release_info: image.releaseInfo,
      usage_restrictions: image.usageRestrictions,
      editorial_use_only: image.family === 'editorial',
    },
    alternative_ids: { pictoryid: `P-${image.index}` },
    call_for_image: image.callForImage,
    color_type: image.colorType,
    copyright: image.index % 3 === 0 ? `© ${image.artist}` : null,
    date_camera_shot: image.index % 4 === 0 ? image.dateCreated : null,
    date_created: image.dateCreated,
    date_submitted: image.dateSubmitted,
    editorial_segments: image.segments,
    event_ids: image.eventIds,
    graphical_style: image.graphicalStyle,
    istock_collection: null,
    istock_exclusive: false,
    keywords: image.keywords.map(({ id, text, type, relevance }) => ({
      keyword_id: id,
      text,
      type,
      relevance,
    })),
    orientation: image.orientation,
    people: image.people,
    quality_rank: image.qualityRank,
    referral_destinations: [{ site_name: 'gettyimages', uri: `${view.base}/media/page/${image.id}` }],
    uri_oembed: image.embeddable ? `${view.base}/media/oembed/${image.id}` : null,
    display_sizes: wantedDisplays(view.wanted).map((name) => ({
      is_watermarked: name.startsWith('comp') || name === 'preview',
      name,
      // The preview has been the same file as the comp since 2024.
      uri: `${view.base}/media/images/${image.id}/${name === 'thumb' ? 'thumb' : 'comp'}.jpg`,
    })),
    download_product: downloadProduct(products),
    product_types: [...new Set([...types, ...unheardOf])],
    download_sizes: image.sizes.map((size) => ({
      ...sizeOf(size),
      downloads: products.map((item) => link(item, image, view)),
    })),
  };
}

function select(view: View, shown: Shown): Shown {
  const displays = wantedDisplays(view.wanted).length > 0;
  const selected = Object.entries(shown).filter(
    ([name, value]) =>
      value !== undefined && (view.wanted.has(name) || (name === 'display_sizes' && displays)),
  );
  return Object.fromEntries(selected);
}

function sizeOf(size: ImageSize | undefined): Shown {
  if (size === undefined) return {};
  const { bytes, width, height, dpi, mediaType, name } = size;
  return { bytes, height, width, dpi, media_type: mediaType, name };
}

function downloadUri(view: View, image: CatalogImage): string {
  return `${view.base}/v3/downloads/images/${image.id}`;
}

function link(item: SimulatedProduct, image: CatalogImage, view: View): Shown {
  // The same number is text here and an integer in `/v3/products`.
  return {
    product_id: String(item.id),
    product_type: item.type,
    uri: downloadUri(view, image),
    agreement_name: item.agreementName,
  };
}
