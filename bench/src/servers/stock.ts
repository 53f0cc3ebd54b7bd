import 'reflect-metadata';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import {
  Arg,
  buildSchema,
  Field,
  FieldResolver,
  ID,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { PRODUCT_TYPES, type WireImage } from '../workload.js';
import { tell } from './announce.js';
import { getSearch } from './get-search.js';

/** Apollo Server and TypeGraphQL as their documentation shows them, nothing added. */
const ProductOfferingType = {
  EASY_ACCESS: 'EASY_ACCESS',
  PREMIUM_ACCESS: 'PREMIUM_ACCESS',
  UNKNOWN: 'UNKNOWN',
} as const;
registerEnumType(ProductOfferingType, { name: 'ProductOfferingType' });

@ObjectType()
class LargestDownload {
  @Field(() => ProductOfferingType)
  productType!: string;

  @Field(() => String)
  productTypeName!: string;

  @Field(() => String)
  uri!: string;
}

@ObjectType()
class Image {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  title!: string | null;

  @Field(() => [LargestDownload], { nullable: true })
  largestDownloads!: LargestDownload[] | null;
}

@ObjectType()
class ImageSearchConnection {
  @Field(() => [Image])
  nodes!: WireImage[];

  @Field(() => Int)
  totalCount!: number;
}

@Resolver(() => ImageSearchConnection)
class SearchResolver {
  @Query(() => ImageSearchConnection, { nullable: true })
  async searchImages(
    @Arg('phrase', () => String) phrase: string,
    @Arg('first', () => Int, { nullable: true }) _first: number,
  ): Promise<ImageSearchConnection> {
    const { images, result_count } = await getSearch(phrase);
    return { nodes: [...images], totalCount: result_count };
  }
}

@Resolver(() => Image)
class ImageResolver {
  @FieldResolver(() => ID)
  id(@Root() image: WireImage): string {
    return `gid://getty/Image/${image.id}`;
  }

  @FieldResolver(() => [LargestDownload], { nullable: true })
  largestDownloads(@Root() image: WireImage): LargestDownload[] {
    return image.largest_downloads.map(({ product_type, uri }) => ({
      productType: PRODUCT_TYPES[product_type] ?? 'UNKNOWN',
      productTypeName: product_type,
      uri,
    }));
  }
}

const schema = await buildSchema({ resolvers: [SearchResolver, ImageResolver], validate: false });
const { url } = await startStandaloneServer(new ApolloServer({ schema }), {
  listen: { port: 0, host: '127.0.0.1' },
});
tell(Number(new URL(url).port));
