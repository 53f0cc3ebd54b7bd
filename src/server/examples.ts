/** The operations that Sandbox and the explorer open with, ready to run against the simulator. */
export const exampleDocument = `# Choose one of these operations and run it.

query SearchImages {
  searchImages(phrase: "sunset", first: 5) {
    totalCount
    nodes {
      id
      assetId
      title
      largestDownloads {
        productType
        file { sizeName width height }
      }
    }
  }
}

query WhatIsLeft {
  productOfferings {
    productId
    name
    type
    quota { limit remaining resetsAt }
  }
}

# This one counts against a product's limit.
mutation Download {
  downloadImage(input: { imageId: "83454804" }) {
    download { url idempotencyKey productOffering { name quota { remaining } } }
    userErrors { code message }
  }
}
`;
