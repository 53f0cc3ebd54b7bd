/** The queried part of the schema, for servers that take a schema as text. */
export const typeDefs = /* GraphQL */ `
  enum ProductOfferingType { EASY_ACCESS PREMIUM_ACCESS UNKNOWN }
  type LargestDownload { productType: ProductOfferingType! productTypeName: String! uri: String! }
  type Image { id: ID! title: String largestDownloads: [LargestDownload!] }
  type ImageSearchConnection { nodes: [Image!]! totalCount: Int! }
  type Query { searchImages(phrase: String!, first: Int): ImageSearchConnection }
`;
