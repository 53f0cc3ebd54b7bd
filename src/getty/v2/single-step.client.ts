import type { Clock } from '../../lib/clock.js';
import { classifyV2, parseV2ErrorResponse } from '../errors/classify-v2.js';
import { isHttpUrl, refusedBy, toFailedDownloadResponse } from '../errors/parse-download-response.js';
import { originOfV2 } from '../errors/spend-origin.js';
import { toUpstreamFailure } from '../errors/to-service-error.js';
import type { DownloadResponse } from '../model/download-response.js';
import type { GettyCall } from '../session.js';
import type { BeforeSend, Transport, UpstreamResponse } from '../transport/transport.js';

/** What the v2 client needs: where v2 is (v1's host) and the key. */
export interface V2Client {
  /** Origin of v2, without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** What a single-step download came to, with Getty Images' echo of the id it was sent under. */
export type V2DownloadResponse = DownloadResponse & { readonly coordinationId: string | null };

const LABEL = { api: 'V2', operation: 'POST /v2/download/{ImageId}' } as const;

const readResponse = (response: UpstreamResponse, sentId: string, now: number): V2DownloadResponse => {
  const coordinationId = response.headers['gi-coordination-id'] ?? null;
  const errorResponse = parseV2ErrorResponse(response, now);
  const upstream = toUpstreamFailure(LABEL, errorResponse, coordinationId);
  const location = response.headers['location'];
  // Another id: the answer to somebody else's download, whose link is not ours to give.
  if (coordinationId !== null && coordinationId !== sentId)
    return { kind: 'unknown', upstream: { ...upstream, code: null, message: null }, coordinationId };
  // Only the two redirects that mean "your answer is over there"; a 301, 307 or 308 says that v2 itself moved.
  if ((response.status === 302 || response.status === 303) && isHttpUrl(location))
    return { kind: 'link', url: location, notices: [], coordinationId };
  if (response.status < 400) return { kind: 'unknown', upstream, coordinationId };
  const origin = originOfV2(response);
  return { ...refusedBy(origin, response, classifyV2(errorResponse), upstream), coordinationId };
};

/**
 * `POST /v2/download/{ImageId}`: one request that downloads the largest file and is charged where it succeeds. Getty
 * Images chooses the product, and serves neither ImagePack nor RoyaltyFreeSubscription here. The redirect is the
 * answer and is never followed.
 * @param token an access token; Getty Images wants a person's
 * @param beforeSend asked directly before the request is written; `false` leaves it unsent
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
        // Empty rather than none, so that a length of 0 is sent: many servers answer 411 to a POST without one.
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
