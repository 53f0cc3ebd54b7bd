import type { GettyCall } from '../getty/session.js';
import type { V3Client } from '../getty/v3/v3-client.js';
import type { Video } from '../getty/v3/video-fields.js';
import { fetchVideos, MAX_VIDEO_IDS } from '../getty/v3/videos.client.js';
import { batchByFields, type FieldsLoader } from './batch-by-fields.js';

/** Loads videos for one request: one `GET /v3/videos?ids=` per 100 ids, wherever in the operation they are wanted. */
export type VideosLoader = FieldsLoader<Video>;

/** Makes it for one request. */
export const createVideosLoader = (gateway: V3Client, call: GettyCall): VideosLoader =>
  batchByFields(MAX_VIDEO_IDS, (ids, fields) => fetchVideos(gateway, call, ids, fields));
