import { variablesRefusal } from './cost/variables-depth.js';

/** The body of a request as GraphQL over HTTP has it, as far as it needs no second look. */
export interface GraphqlRequestBody {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMissing = (value: unknown): value is null | undefined => value === undefined || value === null;

/**
 * Reads a body; `null` for one that is anything but plain: a list, fields of wrong types, a persisted query. Apollo
 * Server then says what is wrong with it, or knows what to do.
 */
export function parseRequest(body: unknown): GraphqlRequestBody | null {
  if (!isFields(body)) return null;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string') return null;
  if (!isMissing(operationName) && typeof operationName !== 'string') return null;
  if (!isMissing(variables) && (!isFields(variables) || variablesRefusal(variables) !== null)) return null;
  if (!isMissing(extensions) && !(isFields(extensions) && extensions['persistedQuery'] === undefined))
    return null;
  return { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
}
