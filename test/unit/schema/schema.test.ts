import { readFileSync } from 'node:fs';
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  validateSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { printGraphSchema } from '../../../schema/print.js';
import { downloadErrorCodes, errorCatalog, errorCodes } from '../../../src/errors/catalog.js';

const schema = buildGraphSchema();
const typesOfOurs = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

/** Every described element of the schema, as path and description. */
function* elements(of: GraphQLSchema): Generator<[path: string, description: string | null | undefined]> {
  for (const directive of of.getDirectives()) {
    yield [`@${directive.name}`, directive.description];
    for (const arg of directive.args) yield [`@${directive.name}(${arg.name})`, arg.description];
  }
  for (const type of typesOfOurs) {
    yield [type.name, type.description];
    yield* members(type);
  }
}

/** The fields, arguments or values of one type. */
function* members(type: GraphQLNamedType): Generator<[string, string | null | undefined]> {
  if (isEnumType(type))
    for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description];
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields()))
      yield [`${type.name}.${field.name}`, field.description];
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      yield [`${type.name}.${field.name}`, field.description];
      for (const arg of field.args) yield [`${type.name}.${field.name}(${arg.name})`, arg.description];
    }
  }
}

const objectType = (name: string) => schema.getType(name) as GraphQLObjectType;

describe('the schema', () => {
  it('the schema is valid', () => {
    expect(validateSchema(schema)).toEqual([]);
  });

  it.each(['schema/schema.graphql', 'schema/schema.graphqls'])(
    'the schema equals %s (npm run schema)',
    (file) => {
      expect(read(file)).toBe(printGraphSchema(schema));
    },
  );

  it('the schema prints the same when built again', () => {
    expect(printGraphSchema(buildGraphSchema())).toBe(printGraphSchema(schema));
  });

  it('every element of the schema has a description', () => {
    const undescribed = [...elements(schema)].filter(([, description]) => !description?.trim());
    expect(undescribed.map(([path]) => path)).toEqual([]);
  });

  it('the schema has the catalog’s error codes and descriptions', () => {
    const values = (name: string) => {
      const type = schema.getType(name);
      return isEnumType(type) ? type.getValues().map((value) => [value.name, value.description]) : [];
    };
    const catalogued = (codes: readonly (keyof typeof errorCatalog)[]) =>
      codes.map((code) => [code, errorCatalog[code].description]);
    expect(values('ErrorCode')).toEqual(catalogued(errorCodes));
    expect(values('DownloadErrorCode')).toEqual(catalogued(downloadErrorCodes));
  });

  it('enum values equal their names at run time', () => {
    for (const type of typesOfOurs.filter(isEnumType)) {
      for (const value of type.getValues()) expect(value.value).toBe(value.name);
    }
  });

  it('plain properties have no resolver', () => {
    const resolved = typesOfOurs.filter(isObjectType).flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => field.resolve !== undefined)
        .map((field) => `${type.name}.${field.name}`),
    );
    expect(resolved.filter((path) => !/^(Query|Mutation)\./.test(path)).sort()).toEqual([
      'DownloadAttempt.download',
      'DownloadAttempt.error',
      'DownloadAttempt.id',
      'DownloadAttempt.image',
      'DownloadAttempt.productOffering',
      'DownloadAttempt.video',
      'DownloadAttempt.videoDownload',
      'DownloadAttemptConnection.totalCount',
      'DownloadImagesResult.download',
      'DownloadQuote.image',
      'DownloadQuote.ownership',
      'DownloadQuote.productOffering',
      'DownloadRecord.id',
      'DownloadRecord.image',
      'DownloadRecord.productOffering',
      'DownloadRecord.video',
      'Image.creditLine',
      'Image.id',
      'Image.largestDownloads',
      'Image.ownership',
      'Image.previousDownloads',
      'Image.sameSeries',
      'Image.similarImages',
      'ImageDownload.image',
      'ImageDownload.productOffering',
      'LargestDownload.file',
      'LargestDownload.isFree',
      'LargestDownload.productOffering',
      'ProductOffering.id',
      'QuotaExhaustedError.productOffering',
      'Video.downloadSizes',
      'Video.id',
      'Video.largestDownloads',
      'Video.ownership',
      'VideoDownload.productOffering',
      'VideoDownload.video',
    ]);
  });

  it('arguments are in a stable, readable order', () => {
    const search = objectType('Query').getFields()['searchImages'];
    expect(search?.args.map(({ name }) => name)).toEqual([
      'phrase',
      'filter',
      'sort',
      'first',
      'after',
      'last',
      'before',
    ]);
  });
});

describe('@cacheControl', () => {
  const directivesOf = (node: { astNode?: GraphQLObjectType['astNode'] } | undefined) =>
    node?.astNode?.directives?.map((directive) => [
      directive.name.value,
      Object.fromEntries(
        directive.arguments?.map((arg) => [arg.name.value, 'value' in arg.value && arg.value.value]) ?? [],
      ),
    ]);

  it('@cacheControl is readable from the nodes of types and fields', () => {
    expect(directivesOf(objectType('Image'))).toEqual([['cacheControl', { maxAge: '300' }]]);
    expect(objectType('Image').getFields()['largestDownloads']?.astNode?.directives).toHaveLength(1);
    expect(objectType('Query').getFields()['productOfferings']?.astNode?.directives).toHaveLength(1);
  });

  it.each([
    'ProductOffering',
    'DownloadAttempt',
    'DownloadAttemptConnection',
    'SpendReport',
    'DownloadRecord',
    'DownloadHistoryConnection',
    'ImageDownload',
    'VideoDownload',
  ])('%s, which belongs to one customer, is never publicly cacheable', (name) => {
    expect(directivesOf(objectType(name))).toEqual([['cacheControl', { maxAge: '0', scope: 'PRIVATE' }]]);
  });
});
