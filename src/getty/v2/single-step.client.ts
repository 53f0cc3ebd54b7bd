import type { Clock } from '../../clock.js';
import { upstreamOf } from '../errors/read-failure.js';
import { isLink, refusedBy, spendFailure } from '../errors/spend-answer.js';
import { originOfV2 } from '../errors/spend-origin.js';
import { judgeV2, readV2Refused } from '../errors/v2.js';
import type { SpendAnswer } from '../model/spend.js';
import type { GettyCall } from '../session.js';
import type { GoAhead, Transport, UpstreamAnswer } from '../transport/transport.js';

/** What the v2 client needs: where v2 is (v1's host) and the key. */
export interface V2Gateway {
  /** Origin of v2, without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** What a single-step download came to, with Getty Images' echo of the id it was sent under. */
export type V2DownloadAnswer = SpendAnswer & { readonly coordinationId: string | null };

const LABEL = { api: 'V2', operation: 'POST /v2/download/{ImageId}' } as const;

const readAnswer = (answer: UpstreamAnswer, sentId: string, now: number): V2DownloadAnswer => {
  const coordinationId = answer.headers['gi-coordination-id'] ?? null;
  const refused = readV2Refused(answer, now);
  const upstream = upstreamOf(LABEL, refused, coordinationId);
  const location = answer.headers['location'];
  // Another id: the answer to somebody else's download, whose link is not ours to give.
  if (coordinationId !== null && coordinationId !== sentId)
    return { kind: 'unknown', upstream: { ...upstream, code: null, message: null }, coordinationId };
  // Only the two redirects that mean "your answer is over there"; a 301, 307 or 308 says that v2 itself moved.
  if ((answer.status === 302 || answer.status === 303) && isLink(location))
    return { kind: 'link', url: location, notices: [], coordinationId };
  if (answer.status < 400) return { kind: 'unknown', upstream, coordinationId };
  const origin = originOfV2(answer);
  return { ...refusedBy(origin, answer, judgeV2(refused), upstream), coordinationId };
};

/**
 * `POST /v2/download/{ImageId}`: one request that downloads the largest file and is charged where it succeeds. Getty
 * Images chooses the product, and serves neither ImagePack nor RoyaltyFreeSubscription here. The redirect is the
 * answer and is never followed.
 * @param token an access token; Getty Images wants a person's
 * @param goAhead asked directly before the request is written; `false` leaves it unsent
 */
export const singleStepDownload = async (
  gateway: V2Gateway,
  call: GettyCall,
  token: string,
  imageId: string,
  goAhead: GoAhead,
): Promise<V2DownloadAnswer> => {
  const id = call.scope.requestId;
  try {
    const answer = await gateway.transport.spend(
      {
        group: 'v2',
        operation: LABEL.operation,
        method: 'POST',
        url: `${gateway.baseUrl}/v2/download/${encodeURIComponent(imageId)}`,
        headers: {
          'api-key': gateway.apiKey,
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          'gi-coordination-id': id,
        },
        // Empty rather than none, so that a length of 0 is sent: many servers answer 411 to a POST without one.
        body: '',
      },
      call.scope,
      goAhead,
    );
    return readAnswer(answer, id, gateway.clock.now());
  } catch (error) {
    const read = (answer: UpstreamAnswer): SpendAnswer => readAnswer(answer, id, gateway.clock.now());
    return { ...spendFailure(error, LABEL, read), coordinationId: null };
  }
};
