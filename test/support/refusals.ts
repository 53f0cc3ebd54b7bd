import type { Fault } from '../../simulator/src/index.js';

/** A response of v3's application: `{"ErrorCode","ErrorMessage"}`. */
export const application = (status: number, code: string, message = `${code}, says the test.`): Fault => ({
  kind: 'status',
  status,
  headers: { 'content-type': 'application/vnd.getty.error+json' },
  body: JSON.stringify({ ErrorCode: code, ErrorMessage: message }),
});

/** A response of the API gateway in front of it: `{"message"}`. */
export const gateway = (status: number, message: string, headers: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ message }),
});

/** Nothing but a status. */
export const empty = (status: number): Fault => ({ kind: 'status', status, body: '' });

/** A v1 envelope that says no: HTTP 200, no result. Certainly nothing was done. */
export const envelope = (code: string, type = 'Error', message = `${code}, says the test.`): Fault => ({
  kind: 'status',
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    ResponseHeader: { Status: 'error', StatusList: [{ Type: type, Code: code, Message: message }] },
  }),
});

/** A v1 download response with these items, of a request that charged nothing. */
export const items = (...entries: readonly object[]): Fault => ({
  kind: 'status',
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    ResponseHeader: { Status: 'success', StatusList: [], CoordinationId: null },
    CreateDownloadRequestResult: { DownloadUrls: entries },
  }),
});
