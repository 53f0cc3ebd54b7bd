import { asRecord, asString, parseJson } from '../decode.js';
import { classifyV3 } from '../errors/classify-v3.js';
import { parseDownloadResponse, toFailedDownloadResponse } from '../errors/parse-download-response.js';
import { originOfV3 } from '../errors/response-origin.js';
import type { DownloadResponse } from '../model/download-response.js';
import type { GettyCall } from '../session.js';
import type { BeforeSend, UpstreamResponse } from '../transport/transport.js';
import { queryString, type V3Client, v3Headers } from './v3-client.js';

/** What to download, as v3 takes it. */
export interface V3Download {
  readonly asset: { readonly type: 'image' | 'video'; readonly id: string };
  /** Getty Images' word for the product; `null` lets Getty Images choose. */
  readonly productType: string | null;
  readonly productId: string | null;
  readonly fileType: 'JPG' | 'EPS' | null;
  /** Pixel height of an image. */
  readonly height: number | null;
  /** Name of a video's size. */
  readonly size: string | null;
  readonly note: string | null;
  readonly projectCode: string | null;
}

const toBody = (download: V3Download): string | null => {
  if (download.note === null && download.projectCode === null) return null;
  return JSON.stringify({
    ...(download.note === null ? {} : { download_notes: download.note }),
    ...(download.projectCode === null ? {} : { project_code: download.projectCode }),
  });
};

/**
 * `POST /v3/downloads/{images,videos}/{id}`: exactly one request, and every one that succeeds is charged.
 * `auto_download=false` is always sent, because the default has been both things over the years; a redirect is taken
 * as the answer all the same, and never followed.
 * @param beforeSend asked directly before the request is written; `false` leaves it unsent
 * @throws ServiceError where no token can be had (nothing was sent)
 */
export const postDownload = async (
  client: V3Client,
  call: GettyCall,
  token: string,
  download: V3Download,
  beforeSend: BeforeSend,
): Promise<DownloadResponse> => {
  const label = { api: 'V3', operation: `POST /v3/downloads/${download.asset.type}s/{id}` } as const;
  const body = toBody(download);
  const query = queryString({
    auto_download: false,
    product_type: download.productType ?? undefined,
    product_id: download.productId ?? undefined,
    file_type: download.fileType?.toLowerCase(),
    height: download.height ?? undefined,
    size: download.size ?? undefined,
  });
  const read = (response: UpstreamResponse): DownloadResponse => {
    const json = parseJson(response.body);
    const link = typeof json === 'string' ? json : asString(asRecord(json)?.['uri']);
    const id = response.headers['x-amzn-requestid'] ?? null;
    return parseDownloadResponse(response, link, label, classifyV3, originOfV3, client.clock.now(), id);
  };
  try {
    const response = await client.transport.sendOnce(
      {
        group: 'downloads',
        operation: label.operation,
        method: 'POST',
        url: `${client.baseUrl}/v3/downloads/${download.asset.type}s/${encodeURIComponent(download.asset.id)}${query}`,
        // Without note or code there is no body, and then no type of one: Getty Images documents an empty POST.
        headers: {
          ...v3Headers(client, call, token),
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        body,
      },
      call,
      beforeSend,
    );
    return read(response);
  } catch (error) {
    return toFailedDownloadResponse(error, label, read);
  }
};
