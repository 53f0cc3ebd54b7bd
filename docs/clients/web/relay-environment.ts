import {
  Environment,
  type GraphQLResponse,
  type GraphQLSingularResponse,
  Network,
  Observable,
  RecordSource,
  type RequestParameters,
  Store,
  type Variables,
} from 'relay-runtime';

/** How to reach the service. */
export interface RelaySettings {
  /** Its address, with `/graphql`. */
  readonly url: string;
  /** e.g. `{ authorization: 'Bearer …' }`. */
  readonly headers: Record<string, string>;
  /** Left out: the browser's. */
  readonly fetch?: typeof fetch;
}

/** Creates a Relay environment for this service. Unsubscribing or disposing aborts the request. */
export function createRelayEnvironment(settings: RelaySettings): Environment {
  const network = Network.create((operation, variables) =>
    Observable.create<GraphQLResponse>((sink) => {
      const gone = new AbortController();
      send(settings, operation, variables, gone.signal).then(
        (answer) => {
          sink.next(answer);
          sink.complete();
        },
        (error: unknown) => {
          // An aborted request reports nothing more.
          if (!gone.signal.aborted) sink.error(error instanceof Error ? error : new Error(String(error)));
        },
      );
      return () => gone.abort();
    }),
  );
  return new Environment({ network, store: new Store(new RecordSource()) });
}

type Answer = GraphQLSingularResponse & { readonly errors?: readonly AnswerError[] };

/** One of `errors` as the service writes it. */
interface AnswerError {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

async function send(
  settings: RelaySettings,
  { id, name, text }: RequestParameters,
  variables: Variables,
  signal: AbortSignal,
): Promise<GraphQLSingularResponse> {
  const response = await (settings.fetch ?? fetch)(settings.url, {
    method: 'POST',
    headers: {
      ...settings.headers,
      'content-type': 'application/json',
      // Under GraphQL's own type errors have honest statuses, and a body to read with each.
      accept: 'application/graphql-response+json, application/json;q=0.9',
    },
    // With `persistConfig` the compiler leaves the text out; the service then knows the operation by its id.
    body: JSON.stringify({ ...(text === null ? { id } : { query: text }), operationName: name, variables }),
    signal,
  });
  if (!response.headers.get('content-type')?.includes('json'))
    throw new Error(`A proxy or gateway answered with status ${response.status}.`);
  const answer = (await response.json()) as Answer;
  // Relay itself takes a list that failed for a list that is null, and says nothing.
  if (answer.errors && Object.values(answer.data ?? {}).every((value) => value === null))
    throw new ServiceError(answer.errors);
  return answer;
}

/** A response without data. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(readonly errors: readonly AnswerError[]) {
    super(errors[0]?.message ?? 'The service answered with an error.');
  }
}

/** Error code for programs: one of the schema's `ErrorCode`; `undefined` where no GraphQL came back. */
export function errorCode<Code extends string>(error: unknown): Code | undefined {
  return error instanceof ServiceError ? (error.errors[0]?.extensions?.code as Code | undefined) : undefined;
}
