import { type GraphQLInterfaceType, type GraphQLResolveInfo, isInterfaceType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { downloadErrorTypeName } from '../../../schema/download-errors.js';
import { downloadErrorCodes } from '../../../src/errors/catalog.js';

const schema = buildGraphSchema();

/** The type that the interface resolves for a value, without context and info. */
function typeOf(name: string, value: unknown): unknown {
  const type = schema.getType(name);
  if (!isInterfaceType(type)) throw new Error(`${name} is no interface`);
  const unused = {} as GraphQLResolveInfo;
  return (type as GraphQLInterfaceType).resolveType?.(value, {}, unused, type);
}

describe('Node', () => {
  it.each(['Image', 'Video', 'ProductOffering', 'DownloadRecord'])(
    'Node resolves %s by its __typename',
    async (name) => {
      expect(await typeOf('Node', { __typename: name })).toBe(name);
    },
  );

  it('every type with an id implements Node', () => {
    const type = schema.getType('Node');
    const names = isInterfaceType(type) ? schema.getPossibleTypes(type).map((possible) => possible.name) : [];
    expect(names.sort()).toEqual(['DownloadAttempt', 'DownloadRecord', 'Image', 'ProductOffering', 'Video']);
  });
});

describe('DownloadError', () => {
  it.each([
    ['ASSET_NOT_FOUND', 'AssetNotFoundError'],
    ['NOT_ENTITLED', 'NotEntitledError'],
    ['QUOTA_EXHAUSTED', 'QuotaExhaustedError'],
    ['DOWNLOAD_REQUIREMENTS_NOT_MET', 'DownloadRequirementsError'],
    ['IDEMPOTENCY_KEY_REUSED', 'IdempotencyConflictError'],
    ['OUTCOME_UNKNOWN', 'OutcomeUnknownError'],
    ['LINK_LOST', 'LinkLostError'],
    ['DOWNLOAD_REFUSED', 'DownloadRefusedError'],
    ['A_CODE_OF_TOMORROW', 'DownloadRefusedError'],
    ['toString', 'DownloadRefusedError'],
  ])('a DownloadError with code %s is a %s', async (code, name) => {
    expect(await typeOf('DownloadError', { code })).toBe(name);
  });

  it('every download code of the catalog has a type in the schema', () => {
    for (const code of downloadErrorCodes) {
      expect(schema.getType(downloadErrorTypeName({ code }))?.toString()).toMatch(/Error$/);
    }
  });
});
