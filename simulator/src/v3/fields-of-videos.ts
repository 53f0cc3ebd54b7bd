const names = (list: string): string[] => list.trim().split(/\s+/);

/** What `fields` may name for `/v3/videos`. There are no `largest_downloads` here, only in the search. */
export const VIDEO_DETAIL_FIELDS = names(`
  id allowed_use artist asset_family call_for_image caption city clip_length collection_code collection_id
  collection_name color_type comp copyright country date_created date_submitted display_set download_sizes
  download_product downloads editorial_segments era event_ids is_ai_editable istock_collection istock_exclusive
  istock_licenses key_frames keywords license_model mastered_to max_dimensions object_name orientation
  originally_shot_on people preview product_types quality_rank referral_destinations series_id shot_speed source
  state_province summary_set thumb title`);

const SEARCH = `allowed_use artist aspect_ratio asset_family call_for_image caption clip_length collection_code
  collection_id collection_name color_type comp copyright date_created date_submitted detail_set display_set
  download_product download_sizes era id istock_collection keywords largest_downloads license_model mastered_to
  object_name orientation originally_shot_on preview product_types quality_rank referral_destinations shot_speed
  summary_set thumb title`;

/** The same for a search of creative videos. */
export const CREATIVE_VIDEO_FIELDS = names(SEARCH);

/** The same for a search of editorial videos. */
export const EDITORIAL_VIDEO_FIELDS = names(`${SEARCH} editorial_segments event_ids source istock_licenses`);

/** The same for the old search of both. */
export const BLENDED_VIDEO_FIELDS = names(
  `${SEARCH} editorial_segments entity_details event_ids source istock_licenses`,
);

/** What `fields` may name for similar videos and those of the same series. */
export const RELATED_VIDEO_FIELDS = BLENDED_VIDEO_FIELDS.filter((name) => name !== 'object_name');

/** The same for the videos of an artist. */
export const ARTIST_VIDEO_FIELDS = names(`
  id allowed_use alternative_ids artist asset_family asset_type call_for_image caption clip_length collection_id
  collection_code collection_name comp copyright date_created date_submitted detail_set display_set editorial_segments
  event_ids graphical_style keywords license_model max_dimensions orientation preview product_types quality_rank
  referral_destinations summary_set thumb title`);
