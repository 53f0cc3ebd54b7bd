import {
  BLENDED_SEARCH_FIELDS,
  CREATIVE_SEARCH_FIELDS,
  EDITORIAL_SEARCH_FIELDS,
} from './fields-of-images.js';
import { BOOL, INT, INTS, MOMENT, oneOf, type Parameters, someOf, TEXT, TEXTS } from './query.js';

const words = (list: string): string[] => list.trim().split(/\s+/);

const AGES =
  words(`newborn baby child teenager young_adult adult adults_only mature_adult senior_adult 0-1_months
  2-5_months 6-11_months 12-17_months 18-23_months 2-3_years 4-5_years 6-7_years 8-9_years 10-11_years 12-13_years
  14-15_years 16-17_years 18-19_years 20-24_years 20-29_years 25-29_years 30-34_years 30-39_years 35-39_years
  40-44_years 40-49_years 45-49_years 50-54_years 50-59_years 55-59_years 60-64_years 60-69_years 65-69_years
  70-79_years 80-89_years 90_plus_years 100_over`);
const COMPOSITIONS = words(`abstract candid close_up copy_space cut_out full_frame full_length headshot
  looking_at_camera macro medium_shot part_of_a_series portrait sparse still_life three_quarter_length waist_up
  wide_shot`);
const ETHNICITIES = words(`black white east_asian hispanic_latinx japanese middle_eastern multiracial_person
  multiethnic_group native_american_first_nations pacific_islander south_asian southeast_asian`);

const COMMON: Parameters = {
  age_of_people: someOf(...AGES),
  artists: TEXT,
  collection_codes: TEXTS,
  collections_filter_type: oneOf('include', 'exclude'),
  compositions: someOf(...COMPOSITIONS),
  download_product: TEXT,
  embed_content_only: BOOL,
  ethnicity: someOf(...ETHNICITIES),
  file_types: someOf('eps'),
  graphical_styles_filter_type: oneOf('include', 'exclude'),
  include_related_searches: BOOL,
  keyword_ids: INTS,
  minimum_size: oneOf(...words('x_small small medium large x_large xx_large vector')),
  number_of_people: someOf('none', 'one', 'two', 'group'),
  orientations: someOf(...words('horizontal vertical square panoramic_horizontal panoramic_vertical')),
  page: INT,
  page_size: INT,
  phrase: TEXT,
};

const FACETS: Parameters = { include_facets: BOOL, facet_max_count: INT };
const STYLES = someOf('fine_art', 'illustration', 'photography', 'vector');

/** What `GET /v3/search/images/creative` may be asked. */
export const CREATIVE: Parameters = {
  ...COMMON,
  ...FACETS,
  facet_fields: someOf('artists', 'locations'),
  color: TEXT,
  enhanced_search: BOOL,
  exclude_editorial_use_only: BOOL,
  exclude_keyword_ids: INTS,
  exclude_nudity: BOOL,
  fields: someOf(...CREATIVE_SEARCH_FIELDS),
  graphical_styles: STYLES,
  moods: someOf(...words('black_and_white bold cool dramatic natural vivid warm')),
  safe_search: BOOL,
  sort_order: oneOf('best_match', 'most_popular', 'newest', 'random'),
};

/** What `GET /v3/search/images/editorial` may be asked. */
export const EDITORIAL: Parameters = {
  ...COMMON,
  ...FACETS,
  facet_fields: someOf('artists', 'events', 'locations', 'specific_people'),
  date_from: MOMENT,
  date_to: MOMENT,
  editorial_segments: someOf(...words('archival entertainment news publicity royalty sport')),
  event_ids: INTS,
  exclude_keyword_ids: INTS,
  fields: someOf(...EDITORIAL_SEARCH_FIELDS),
  graphical_styles: someOf('photography', 'illustration', 'vector'),
  minimum_quality_rank: INT,
  sort_order: oneOf('best_match', 'most_popular', 'newest', 'oldest', 'random'),
  specific_people: TEXTS,
};

/** What `GET /v3/search/images`, deprecated and still there, may be asked. */
export const BLENDED: Parameters = {
  ...COMMON,
  color: TEXT,
  event_ids: INTS,
  exclude_nudity: BOOL,
  fields: someOf(...BLENDED_SEARCH_FIELDS),
  graphical_styles: STYLES,
  sort_order: oneOf('best_match', 'most_popular', 'newest', 'random'),
  specific_people: TEXTS,
};
