import type { Clock } from '../../lib/clock.js';
import { classifyV2, parseV2ErrorResponse } from '../errors/classify-v2.js';
import { isHttpUrl, refusedBy, toFailedDownloadResponse } from '../errors/parse-download-response.js';
import { originOfV2 } from '../errors/response-origin.js';
import { toUpstreamFailure } from '../errors/to-service-error.js';
import type { DownloadResponse } from '../model/download-response.js';
import type { GettyCall } from '../session.js';
import type { BeforeSend, Transport, UpstreamResponse } from '../transport/transport.js';

/** The v2 client's address (v1's host) and API key. */
export interface V2Client {
  /** Origin of v2, without a trailing slash. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** Decoded response to a single-step download, with Getty Images' echo of its coordination id. */
export type V2DownloadResponse = DownloadResponse & { readonly coordinationId: string | null };

const LABEL = { api: 'V2', operation: 'POST /v2/download/{ImageId}' } as const;

const readResponse = (response: UpstreamResponse, sentId: string, now: number): V2DownloadResponse => {
  const coordinationId = response.headers['gi-coordination-id'] ?? null;
  const errorResponse = parseV2ErrorResponse(response, now);
  const upstream = toUpstreamFailure(LABEL, errorResponse, coordinationId);
  const location = response.headers['location'];
  // A response with another id belongs to another caller's download, whose link must not be returned.
  if (coordinationId !== null && coordinationId !== sentId)
    return { kind: 'unknown', upstream: { ...upstream, code: null, message: null }, coordinationId };
  // Only the two redirects that mean "the result is there"; 301, 307 and 308 mean that v2 itself moved.
  if ((response.status === 302 || response.status === 303) && isHttpUrl(location))
    return { kind: 'link', url: location, notices: [], coordinationId };
  if (response.status < 400) return { kind: 'unknown', upstream, coordinationId };
  const origin = originOfV2(response);
  return { ...refusedBy(origin, response, classifyV2(errorResponse), upstream), coordinationId };
};

/**
 * Downloads the largest file of an image with one request (`POST /v2/download/{ImageId}`), which is charged if it
 * succeeds. Getty Images chooses the product, and serves neither ImagePack nor RoyaltyFreeSubscription here. The redirect
 * is the result and is never followed.
 * @param token an access token; Getty Images requires that of a user
 * @param beforeSend called directly before the request is written; `false` leaves it unsent
 */
export const singleStepDownload = async (
  client: V2Client,
  call: GettyCall,
  token: string,
  imageId: string,
  beforeSend: BeforeSend,
): Promise<V2DownloadResponse> => {
  const id = call.id;
  try {
    const response = await client.transport.sendOnce(
      {
        group: 'v2',
        operation: LABEL.operation,
        method: 'POST',
        url: `${client.baseUrl}/v2/download/${encodeURIComponent(imageId)}`,
        headers: {
          'api-key': client.apiKey,
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          'gi-coordination-id': id,
        },
        // Empty rather than none, so that a length of 0 is sent: many servers respond 411 to a POST without one.
        body: '',
      },
      call,
      beforeSend,
    );
    return readResponse(response, id, client.clock.now());
  } catch (error) {
    const read = (response: UpstreamResponse): DownloadResponse =>
      readResponse(response, id, client.clock.now());
    return { ...toFailedDownloadResponse(error, LABEL, read), coordinationId: null };
  }
};
