/**
 * Fields of Getty Images' responses, by type, as its OpenAPI documents (December 2024), its v1 documents and the simulator
 * of this repository have them. One line a type: `name:kind` for each field, in which a kind is
 *
 *     s text   n number, also as text   i id (text or number)   b boolean   * anything   T another type
 *     [kind] list   a|b|c one of these words, in any case
 *
 * `!` after a name marks a field without which the response cannot be used. `null` is accepted everywhere else.
 */
const TYPES = {
  Images:
    'images!:[Image] result_count:n images_not_found:[s] auto_corrections:Corrections related_searches:[Related] facets:*',
  ImagePage:
    'images!:[Image] result_count!:n auto_corrections:Corrections related_searches:[Related] facets:*',
  Image:
    'id!:i allowed_use:AllowedUse alternative_ids:* artist:s artist_title:s asset_family:s call_for_image:b caption:s city:s ' +
    'collection_code:s collection_id:i collection_name:s color_type:s copyright:s country:s credit_line:s date_camera_shot:s ' +
    'date_created:s date_submitted:s display_sizes:[DisplaySize] download_product:s download_sizes:[DownloadSize] ' +
    'editorial_segments:[s] editorial_source:* event_ids:[i] graphical_style:s istock_collection:s istock_licenses:* keywords:[Keyword] ' +
    'largest_downloads:[LargestDownload] license_model:LICENSE links:* max_dimensions:Size object_name:s orientation:s people:[s] ' +
    'prestige:b product_types:[s] quality_rank:n referral_destinations:* state_province:s title:s uri_oembed:s event_names:* ' +
    'entity_details:* date_updated:s source:s',
  AllowedUse: 'how_can_i_use_it:s release_info:s usage_restrictions:[s]',
  DisplaySize: 'is_watermarked:b name:s uri:s aspect_ratio:s',
  Size: 'height:n width:n dpi:n',
  Keyword: 'keyword_id:i text:s type:s relevance:n entity_uris:[s] entity_types:[s]',
  LargestDownload:
    'product_id:i product_type:s uri:s agreement_name:s bytes:n height:n width:n media_type:s name:s dpi:n downloads:[DownloadLink]',
  DownloadSize:
    'bytes:n downloads:[DownloadLink] height:n width:n media_type:s name:s dpi:n frame_rate:s format:s description:s ' +
    'bit_depth:s compression:s content_type:s downloadable:b interlaced:b',
  DownloadLink: 'product_id:i product_type:s uri:s agreement_name:s',
  Corrections: 'phrase:s',
  Related: 'phrase:s url:s',
  Videos: 'videos!:[Video] videos_not_found:[s] result_count:n',
  Video:
    'id!:i allowed_use:AllowedUse artist:s asset_family:s aspect_ratios:[s] call_for_image:b caption:s clip_length:s ' +
    'collection_code:s collection_id:i collection_name:s color_type:s color_types:[s] copyright:s date_camera_shot:s date_created:s ' +
    'date_submitted:s display_sizes:[DisplaySize] download_product:s download_sizes:[DownloadSize] download_products:* ' +
    'editorial_segments:[s] era:s event_ids:[i] istock_licenses:* keywords:[Keyword] largest_downloads:[LargestDownload] ' +
    'license_model:LICENSE mastered_to:s object_name:s orientation:s originally_shot_on:s people:[s] product_types:[s] quality_rank:n ' +
    'referral_destinations:* shot_speed:s source:s title:s uri_oembed:s product_ids:* credit_line:s',
  Products: 'products!:[Product]',
  Product:
    'id!:i type!:easyaccess|editorialsubscription|imagepack|premiumaccess|royaltyfreesubscription|creditpack|aigen|singlesearch ' +
    'name:s status:active|inactive application_website:s agreement_name:s credits_remaining:n download_limit:n ' +
    'download_limit_duration:s download_limit_reset_utc_date:s downloads_remaining:n expiration_utc_date:s ' +
    'ai_gen_requirements:Requirements download_requirements:Requirements overage:Overage imagepack_resolution:s team_credits:n',
  Requirements: 'is_note_required:b is_project_code_required:b project_codes:[s]',
  Overage: 'limit:n remaining:n count:n overages_reached:b',
  Customer: 'first_name:s middle_name:s last_name:s',
  Downloads: 'downloads!:[Download] result_count!:n',
  Download:
    'id!:i date_downloaded:s asset_type:image|video product_type:s product_id:i thumb_uri:s agreement_name:s ' +
    'download_details:DownloadDetails download_source:s user:User size_name:s dimensions:Size license_model:s generated_asset_id:s',
  DownloadDetails: 'download_notes:s project_code:s',
  User: 'username:s first_name:s middle_name:s last_name:s',
  AssetHistory: 'id:i downloads!:[AssetDownload]',
  AssetDownload:
    'product_id:i product_type:s uri:s id:i date_downloaded:s user:* download_details:DownloadDetails agreement_name:s size_name:s ' +
    'dimensions:Size download_source:s asset_type:s license_model:s thumb_uri:s generated_asset_id:s',
  Link: 'uri!:s',
  Token: 'access_token!:s token_type:s expires_in!:n refresh_token:s refresh_token_expires_in:n scope:s',
} as const;

const LICENSE = 'rightsmanaged|royaltyfree';

/** Type of the body of a successful response, by operation. Operations without an entry are not examined. */
export const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['GET /v3/search/images', 'ImagePage'],
  ['GET /v3/search/images/creative', 'ImagePage'],
  ['GET /v3/search/images/editorial', 'ImagePage'],
  ['GET /v3/images', 'Images'],
  ['GET /v3/videos', 'Videos'],
  ['GET /v3/videos/{id}', 'Video'],
  ['GET /v3/products', 'Products'],
  ['GET /v3/customers/current', 'Customer'],
  ['GET /v3/downloads', 'Downloads'],
  ['GET /v3/images/{id}/downloadhistory', 'AssetHistory'],
  ['GET /v3/videos/{id}/downloadhistory', 'AssetHistory'],
  ['POST /v3/downloads/images/{id}', 'Link'],
  ['POST /v3/downloads/videos/{id}', 'Link'],
  ['POST /oauth2/token', 'Token'],
]);

/** Expected value of a field. */
export type Kind =
  | { readonly is: 'text' | 'number' | 'id' | 'boolean' | 'any' }
  | { readonly is: 'list'; readonly of: Kind }
  | { readonly is: 'object'; readonly type: string }
  | { readonly is: 'word'; readonly words: ReadonlySet<string> };

/** Fields of an object. */
export interface Shape {
  readonly fields: ReadonlyMap<string, Kind>;
  readonly required: readonly string[];
}

const SIMPLE: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['s', { is: 'text' }],
  ['n', { is: 'number' }],
  ['i', { is: 'id' }],
  ['b', { is: 'boolean' }],
  ['*', { is: 'any' }],
]);

function parseKind(text: string): Kind {
  if (text === 'LICENSE') return parseKind(LICENSE);
  if (text.startsWith('[')) return { is: 'list', of: parseKind(text.slice(1, -1)) };
  if (text.includes('|')) return { is: 'word', words: new Set(text.split('|')) };
  return SIMPLE.get(text) ?? { is: 'object', type: text };
}

const parseShape = (line: string): Shape => {
  const fields = line.split(' ').map((field) => field.split(':'));
  return {
    fields: new Map(fields.map(([name = '', kind = '']) => [name.replace('!', ''), parseKind(kind)])),
    required: fields.flatMap(([name = '']) => (name.endsWith('!') ? [name.slice(0, -1)] : [])),
  };
};

/** The types, parsed. */
export const SHAPES: ReadonlyMap<string, Shape> = new Map(
  Object.entries(TYPES).map(([name, line]) => [name, parseShape(line)]),
);
