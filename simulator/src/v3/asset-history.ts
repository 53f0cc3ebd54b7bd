import { authenticate, isReply, requireUser } from '../http/auth.js';
import { appError, json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { momentText, rowsOf, thumbUri, userOf } from './history.js';
import { BOOL, readQuery } from './query.js';

/**
 * `GET /v3/images/{id}/downloadhistory` and the same for videos: all rows of one asset, without paging. Note and
 * project code stand in the row itself here. An asset never downloaded has an empty list; an unknown one is 404,
 * unless it was downloaded while it still existed.
 */
export function assetHistory(assetType: 'image' | 'video'): (state: State, call: SimulatedRequest) => Reply {
  return (state, request) => {
    const query = readQuery({ company_downloads: BOOL }, request.query, 'InvalidRequest');
    if (isReply(query)) return query;
    const caller = authenticate(state, request);
    if (isReply(caller)) return caller;
    const account = requireUser(state, caller);
    if (isReply(account)) return account;
    const rows = rowsOf(state, account, query.bool('company_downloads') === true);
    if (isReply(rows)) return rows;
    const id = request.params['id'] ?? '';
    const mine = rows.filter((row) => row.assetId === id && row.assetType === assetType);
    const known = assetType === 'image' ? state.catalog.image(id) : state.catalog.video(id);
    if (known === undefined && mine.length === 0) {
      return assetType === 'image'
        ? appError(404, 'ImageNotFound', `Image id not found: ${id}`)
        : appError(404, 'VideosNotFound', `Video id not found: ${id}`);
    }
    return json(200, {
      id,
      downloads: mine.map((row) => ({
        agreement_name: row.agreementName,
        asset_type: row.assetType,
        date_downloaded: momentText(state, row),
        download_notes: row.note,
        download_source: row.source,
        product_id: row.productId,
        product_type: row.productType,
        project_code: row.projectCode,
        thumb_uri: thumbUri(request, row),
        user: userOf(state, row),
      })),
    });
  };
}
