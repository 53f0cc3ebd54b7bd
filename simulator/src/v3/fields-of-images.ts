/** What `fields` may name for `/v3/images`; `detail_set` and `entity_details` left the list with the 2026 specification. */
export const IMAGE_DETAIL_FIELDS = names(`
  allowed_use alternative_ids artist artist_title asset_family call_for_image caption city collection_code
  collection_id collection_name color_type comp comp_webp copyright country credit_line date_camera_shot date_created
  date_submitted display_set download_sizes download_product downloads editorial_segments editorial_source event_ids
  graphical_style id is_ai_editable istock_collection istock_exclusive istock_licenses keywords largest_downloads
  license_model links max_dimensions object_name orientation people preview product_types quality_rank
  referral_destinations series_id state_province summary_set thumb title uri_oembed`);

/** The same for a search of creative images. */
export const CREATIVE_SEARCH_FIELDS = names(`
  allowed_use alternative_ids artist asset_family call_for_image caption collection_code collection_id collection_name
  color_type comp comp_webp copyright date_camera_shot date_created date_submitted detail_set display_set
  download_product download_sizes graphical_style id istock_collection keywords largest_downloads license_model
  max_dimensions orientation preview product_types quality_rank referral_destinations summary_set thumb title
  uri_oembed`);

/** The same for a search of editorial images. */
export const EDITORIAL_SEARCH_FIELDS = names(`
  allowed_use alternative_ids artist asset_family call_for_image caption collection_code collection_id collection_name
  color_type comp comp_webp copyright date_camera_shot date_created date_submitted detail_set display_set
  download_product download_sizes editorial_segments editorial_source event_ids graphical_style id keywords
  largest_downloads license_model max_dimensions orientation people preview product_types quality_rank
  referral_destinations summary_set thumb title uri_oembed`);

/** The same for the old search of both. */
export const BLENDED_SEARCH_FIELDS = names(`
  accessrestriction allowed_use alternative_ids artist asset_family call_for_image caption collection_code
  collection_id collection_name color_type comp comp_webp copyright date_camera_shot date_created date_submitted
  detail_set display_set download_product download_sizes editorial_segments editorial_source entity_details event_ids
  graphical_style id istock_collection keywords largest_downloads license_model max_dimensions orientation people
  preview product_types quality_rank referral_destinations summary_set thumb title uri_oembed`);

/** The same for the images of an artist. */
export const ARTIST_IMAGE_FIELDS = names(`
  id allowed_use alternative_ids artist asset_family asset_type call_for_image caption collection_id collection_code
  collection_name comp comp_webp copyright date_created date_submitted detail_set display_set editorial_segments
  event_ids graphical_style high_res_comp_webp keywords license_model max_dimensions mid_res_comp_webp orientation
  preview product_types quality_rank referral_destinations summary_set thumb title`);

/** Fields about the caller's own rights, which a key alone cannot ask for. */
export const BEARER_FIELDS = [
  'downloads',
  'download_sizes',
  'largest_downloads',
  'download_product',
  'product_types',
];

const SUMMARY = names(
  'artist asset_family caption collection_code collection_id collection_name license_model max_dimensions title',
);
const DETAIL = names(
  'allowed_use artist asset_family call_for_image caption collection_code collection_id collection_name color_type copyright date_created display_set graphical_style keywords license_model max_dimensions orientation quality_rank referral_destinations title',
);

/** The properties that are asked for: presets spelled out, a `fields` that is missing read as `summary_set`. */
export function wantedFields(fields: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(['id']);
  for (const field of fields.length === 0 ? ['summary_set'] : fields.map((name) => name.toLowerCase())) {
    if (field === 'summary_set') for (const name of SUMMARY) wanted.add(name);
    else if (field === 'detail_set') for (const name of DETAIL) wanted.add(name);
    // Getty Images puts the links of `downloads` into `download_sizes`; there is no property `downloads`.
    else if (field === 'downloads') wanted.add('download_sizes');
    else wanted.add(field);
  }
  return wanted;
}

/** Which of the display sizes are asked for. */
export function wantedDisplays(wanted: ReadonlySet<string>): string[] {
  if (wanted.has('display_set')) return ['comp', 'preview', 'thumb'];
  return ['comp', 'comp_webp', 'preview', 'thumb'].filter((name) => wanted.has(name));
}

function names(list: string): string[] {
  return list.trim().split(/\s+/);
}
