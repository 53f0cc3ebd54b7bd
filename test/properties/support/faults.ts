import type { UpstreamResponse } from '../../../src/getty/transport/transport.js';
import type { FaultKind } from './scenario.js';

const answer = (status: number, body: string, date: string, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', date, ...headers },
  body,
});

/** The response to a request that is not processed; `null` where it is processed. */
export const withFault = (fault: FaultKind | null, date: string): UpstreamResponse | null => {
  switch (fault) {
    case 'status503':
      return answer(503, '{"message":"Service Unavailable"}', date);
    case 'status429':
      return answer(429, '{"message":"Too Many Requests"}', date);
    case 'opaque401':
      return answer(401, '{"ErrorCode":"Unauthorized","ErrorMessage":"Unauthorized"}', date);
    case 'tokenRequired401':
      return answer(
        401,
        '{"ErrorCode":"AuthorizationTokenRequired","ErrorMessage":"A token is needed."}',
        date,
      );
    case 'garbage':
      return answer(200, '{"hello":"world"}', date);
    case 'gateway404':
      return answer(404, '{"message":"Not Found"}', date);
    default:
      return null;
  }
};

const rewritten = (text: string, change: (value: Record<string, unknown>) => void): string => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) change(value as Record<string, unknown>);
    return JSON.stringify(value);
  } catch {
    return text;
  }
};

const eachRow = (value: Record<string, unknown>, change: (row: Record<string, unknown>) => void): void => {
  const lists = [
    value['downloads'],
    (value['GetPreviousDownloadsResultBody'] as Record<string, unknown> | undefined)?.['PreviousDownloads'],
  ];
  for (const list of lists)
    if (Array.isArray(list)) for (const row of list) change(row as Record<string, unknown>);
};

const urlsOf = (value: Record<string, unknown>): Record<string, unknown>[] => {
  const result = value['CreateDownloadRequestResult'] as Record<string, unknown> | undefined;
  return Array.isArray(result?.['DownloadUrls']) ? (result['DownloadUrls'] as Record<string, unknown>[]) : [];
};

/** Responses with a row count, which reveals missing rows. */
const withoutFirstRow = (value: Record<string, unknown>): void => {
  const v1 = value['GetPreviousDownloadsResultBody'] as Record<string, unknown> | undefined;
  const rows = v1?.['PreviousDownloads'] ?? ('result_count' in value ? value['downloads'] : null);
  if (Array.isArray(rows)) rows.shift();
};

const foreign = (status: number, headers: UpstreamResponse['headers']): UpstreamResponse => ({
  status,
  headers: { ...headers, 'content-type': 'text/html' },
  body: '<!DOCTYPE html><html><body>Blocked</body></html>',
});

/** The response after a fault, for a request that was processed. */
export const withFaultAfter = (fault: FaultKind | null, whole: UpstreamResponse): UpstreamResponse => {
  const { location: _, ...headers } = whole.headers;
  switch (fault) {
    case 'status500AfterCommit':
      return { status: 500, headers, body: '{"message":"Internal server error"}' };
    case 'foreign400AfterCommit':
      return foreign(400, headers);
    case 'foreign401AfterCommit':
      return { ...foreign(401, { ...headers, 'www-authenticate': 'Basic realm="proxy"' }), body: '' };
    case 'foreign403AfterCommit':
      return { ...foreign(403, headers), body: '' };
    case 'foreign404AfterCommit':
      return foreign(404, headers);
    case 'foreign429AfterCommit':
      return foreign(429, headers);
    case 'malformed':
      return { ...whole, headers, body: whole.body.slice(0, whole.body.length / 2) };
    case 'html':
      return { status: whole.status, headers, body: '<!DOCTYPE html><html><body>Bad gateway</body></html>' };
    case 'emptyBody':
      return { ...whole, headers, body: '' };
    case 'datesMissing':
      return {
        ...whole,
        body: rewritten(whole.body, (value) =>
          eachRow(value, (row) => {
            row['date_downloaded'] = null;
            row['DateDownloaded'] = null;
          }),
        ),
      };
    case 'rowsMissing':
      return { ...whole, body: rewritten(whole.body, withoutFirstRow) };
    case 'v1EntryMissing':
      return { ...whole, body: rewritten(whole.body, (value) => urlsOf(value).splice(0, 1)) };
    case 'v1FailedToGetUrl':
      return {
        ...whole,
        body: rewritten(whole.body, (value) => {
          const [first] = urlsOf(value);
          if (first !== undefined)
            Object.assign(first, { Status: 'FailedToGetDownloadUrl', UrlAttachment: null });
        }),
      };
    default:
      return whole;
  }
};
