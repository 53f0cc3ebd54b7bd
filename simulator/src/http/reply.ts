/** A response before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** The charge that this response waits for, if that is still to come. */
  readonly settled?: Promise<void> | undefined;
}

/** A response in JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** An error that v3's own code reports: a stable `ErrorCode`, and a sentence that may change. */
export function appError(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Reply {
  return json(
    status,
    { ErrorCode: code, ErrorMessage: message },
    { 'content-type': 'application/vnd.getty.error+json', ...headers },
  );
}

/** An error of the gateway in front of v3, which knows only a message. */
export function gatewayError(status: number, message: string, headers: Record<string, string> = {}): Reply {
  return json(status, { message }, { 'content-type': 'application/json', ...headers });
}

/** A response without a body. */
export function empty(status: number, headers: Record<string, string> = {}): Reply {
  return { status, headers, body: '' };
}

/** What the gateway says about a path or method that it does not have; Getty Images sends no 404 there. */
export function unknownRoute(): Reply {
  return gatewayError(403, 'Missing Authentication Token', {
    'x-amzn-errortype': 'MissingAuthenticationTokenException',
  });
}
