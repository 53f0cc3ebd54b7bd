import { graphql } from 'relay-runtime';

// What a Relay app says about both lists: the compiler must accept it all, and write queries that fetch single objects
// and further pages by themselves.

export const searchPage = graphql`
  query operationsSearchPageQuery($phrase: String!, $filter: ImageSearchFilter, $count: Int = 5) {
    ...operations_results @arguments(phrase: $phrase, filter: $filter, count: $count)
  }
`;

/** Pages forward and back through what was found. */
export const results = graphql`
  fragment operations_results on Query
  @argumentDefinitions(
    phrase: { type: "String!" }
    filter: { type: "ImageSearchFilter" }
    count: { type: "Int", defaultValue: 5 }
    cursor: { type: "String" }
  )
  @refetchable(queryName: "operationsResultsPaginationQuery") {
    searchImages(phrase: $phrase, filter: $filter, first: $count, after: $cursor)
      @connection(key: "operations_results_searchImages") {
      totalCount
      edges {
        node {
          ...operations_image
        }
      }
    }
  }
`;

/** One image, which can be fetched again by its id. */
export const image = graphql`
  fragment operations_image on Image @refetchable(queryName: "operationsImageRefetchQuery") {
    id
    title
    license {
      model
      modelName
    }
  }
`;

export const historyPage = graphql`
  query operationsHistoryPageQuery($filter: DownloadHistoryFilter, $count: Int = 30) {
    ...operations_history @arguments(filter: $filter, count: $count)
  }
`;

/** Pages through what was downloaded before. */
export const history = graphql`
  fragment operations_history on Query
  @argumentDefinitions(
    filter: { type: "DownloadHistoryFilter" }
    count: { type: "Int", defaultValue: 30 }
    cursor: { type: "String" }
  )
  @refetchable(queryName: "operationsHistoryPaginationQuery") {
    downloadHistory(filter: $filter, first: $count, after: $cursor)
      @connection(key: "operations_history_downloadHistory") {
      totalCount
      asOf
      edges {
        node {
          ...operations_record
        }
      }
    }
  }
`;

/** One past download, which can be fetched again by its id. */
export const record = graphql`
  fragment operations_record on DownloadRecord @refetchable(queryName: "operationsRecordRefetchQuery") {
    id
    downloadedAt
    productType
    productTypeName
    image {
      ...operations_image
    }
  }
`;

export const allowances = graphql`
  query operationsAllowancesQuery {
    productOfferings {
      id
      type
      typeName
      quota {
        remaining
      }
    }
  }
`;

export const downloadOne = graphql`
  mutation operationsDownloadMutation($input: DownloadImageInput!) {
    downloadImage(input: $input) {
      download {
        url
        isReplay
        productOffering {
          id
          quota {
            remaining
          }
        }
      }
      userErrors {
        __typename
        code
        message
        isRetryable
        ... on OutcomeUnknownError {
          retryAfterMs
        }
      }
    }
  }
`;
