import graphql from '@graphql-eslint/eslint-plugin';

// `npm run lint:schema`. What clients' caches and code generators rely on: Relay's rules for connections, nodes and
// inputs, an `id` on whatever can be found again, and a description on everything.

/** Rules of the plugin, by their own names. */
const rules = (own) =>
  Object.fromEntries(Object.entries(own).map(([name, options]) => [`@graphql-eslint/${name}`, options]));

// Nothing of these can be asked for again, so an `id` would promise what no cache can use: they are read with their
// parent. Whoever adds a type decides here which kind it is.
const partsOfOthers = [
  'AssetOwnership',
  'DateRange',
  'DisplaySize',
  'DownloadFile',
  'DownloadImagesResult',
  'DownloadOverage',
  'DownloadQuota',
  'DownloadQuote',
  'DownloadRequirements',
  'ErrorCatalogEntry',
  'ImageCollection',
  'ImageDownload',
  'ImageLicense',
  'ImageUsage',
  'LargestDownload',
  'PageInfo',
  'PixelSize',
  'SpendReport',
  'SpendReportRow',
  'RateLimit',
  'SearchFacet',
  'SearchFacets',
  'StatusListEntry',
  'UpstreamFailure',
  'VideoDownload',
  'VideoDownloadSize',
  'Viewer',
];

export default [
  {
    files: ['**/*.graphql'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: 'schema/schema.graphql' } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      ...rules({
        'strict-id-in-types': [
          'error',
          {
            acceptedIdNames: ['id'],
            acceptedIdTypes: ['ID'],
            exceptions: { types: partsOfOthers, suffixes: ['Connection', 'Edge', 'Error', 'Payload'] },
          },
        ],
        // Cursors page both ways, but no call needs all four.
        'relay-arguments': ['error', { includeBoth: false }],
        'relay-edge-types': [
          'error',
          { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
        ],
        'require-description': [
          'error',
          {
            types: true,
            rootField: true,
            FieldDefinition: true,
            InputValueDefinition: true,
            EnumValueDefinition: true,
            DirectiveDefinition: true,
          },
        ],
        'description-style': ['error', { style: 'block' }],
        'input-name': [
          'error',
          { checkInputType: true, caseSensitiveInputType: false, checkMutations: true },
        ],
        'no-scalar-result-type-on-mutation': 'error',
        'no-typename-prefix': 'error',
        'no-unreachable-types': 'error',
        'require-deprecation-reason': 'error',
      }),
    },
  },
];
