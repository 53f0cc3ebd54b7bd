import { createHash } from 'node:crypto';
import type { HTTPGraphQLRequest } from '@apollo/server';
import { ServiceError } from '../../errors/service-error.js';
import type { Manifest } from './manifest.js';

/** What of a request is looked at here. */
type PersistedRequest = Pick<HTTPGraphQLRequest, 'method' | 'search' | 'body'>;

/** What stands at the door: turns ids into operations, and keeps out what is not registered. */
export interface PersistedOperations {
  /**
   * The request as Apollo Server is to see it.
   * @throws ServiceError PERSISTED_QUERY_NOT_ALLOWED
   */
  resolve<Request extends PersistedRequest>(request: Request): Request;
}

/** Where ids stand, by the habits of GraphQL over HTTP, Relay's examples and others. */
const idFields = ['documentId', 'doc_id', 'id'] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * @param mode `enforce` lets only registered operations run, `log` tells which others would be kept out
 * @param onUnregistered told of each such request in mode `log`: the SHA-256 of its text
 */
export function createPersistedOperations(
  manifest: Manifest,
  mode: 'log' | 'enforce',
  onUnregistered: (sha256: string) => void,
): PersistedOperations {
  const notAllowed = () =>
    new ServiceError(
      'PERSISTED_QUERY_NOT_ALLOWED',
      'Only registered operations run here, and this is none of them.',
    );

  /** The request's fields with the text of the operation in them; `null` where they can stay as they are. */
  function resolve(fields: Fields): Fields | null {
    const { query } = fields;
    if (typeof query === 'string' && query !== '') {
      if (manifest.texts.has(query)) return null;
      if (mode === 'enforce') throw notAllowed();
      onUnregistered(createHash('sha256').update(query).digest('hex'));
      return null;
    }
    const id = readId(fields);
    if (id === null) return null;
    const text = manifest.textById.get(id) ?? manifest.textById.get(id.replace(/^sha256:/, ''));
    if (text !== undefined) return { ...fields, query: text, ...withoutHash(fields['extensions']) };
    if (mode === 'enforce') throw notAllowed();
    return null; // Apollo Server may know it as an automatically persisted query
  }

  return {
    resolve(request) {
      if (request.method === 'GET') {
        const fields = parseSearch(request.search);
        const resolved = resolve(fields);
        return resolved ? { ...request, search: formatSearch(resolved) } : request;
      }
      const resolved = isFields(request.body) ? resolve(request.body) : null;
      return resolved ? { ...request, body: resolved } : request;
    },
  };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readId(fields: Fields): string | null {
  const { extensions } = fields;
  const persisted = isFields(extensions) ? extensions['persistedQuery'] : undefined;
  const candidates = [
    isFields(persisted) ? persisted['sha256Hash'] : undefined,
    ...idFields.map((name) => fields[name]),
  ];
  return candidates.find((id): id is string => typeof id === 'string' && id !== '') ?? null;
}

/** The text stands beside it now; left in, Apollo Server would compare it with the text's SHA-256, and ids may be others. */
function withoutHash(extensions: unknown): { readonly extensions?: Fields } {
  if (!isFields(extensions)) return {};
  const { persistedQuery: _persistedQuery, ...rest } = extensions;
  return { extensions: rest };
}

/** Only what is looked at here is parsed; bad JSON is left for Apollo Server to refuse. */
function parseSearch(search: string): Fields {
  const fields: Record<string, unknown> = Object.fromEntries(new URLSearchParams(search));
  const { extensions } = fields;
  if (typeof extensions !== 'string') return fields;
  try {
    return { ...fields, extensions: JSON.parse(extensions) };
  } catch {
    return fields;
  }
}

function formatSearch(fields: Fields): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return `?${search}`;
}
