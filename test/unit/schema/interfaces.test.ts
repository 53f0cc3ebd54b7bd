import { type GraphQLInterfaceType, type GraphQLResolveInfo, isInterfaceType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { downloadErrorTypeName } from '../../../schema/download/download-error.interface.js';
import { downloadErrorCodes } from '../../../src/errors/catalog.js';

const schema = buildGraphSchema();

/** What the interface says a value is; it needs neither context nor info for that. */
function typeOf(name: string, value: unknown): unknown {
  const type = schema.getType(name);
  if (!isInterfaceType(type)) throw new Error(`${name} is no interface`);
  const unused = {} as GraphQLResolveInfo;
  return (type as GraphQLInterfaceType).resolveType?.(value, {}, unused, type);
}

describe('Node', () => {
  it.each(['Image', 'Video', 'ProductOffering', 'DownloadRecord'])(
    'knows %s by its __typename',
    async (name) => {
      expect(await typeOf('Node', { __typename: name })).toBe(name);
    },
  );

  it('is implemented by everything that has an id of its own', () => {
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
  ])('is, with the code %s, a %s', async (code, name) => {
    expect(await typeOf('DownloadError', { code })).toBe(name);
  });

  it('has a type in the schema for each code of the catalogue', () => {
    for (const code of downloadErrorCodes) {
      expect(schema.getType(downloadErrorTypeName({ code }))?.toString()).toMatch(/Error$/);
    }
  });
});
