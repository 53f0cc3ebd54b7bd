import { Field, Float, Int, ObjectType } from 'type-graphql';

/** What is known of a file before it is downloaded. */
@ObjectType({
  simpleResolvers: true,
  description: "The file behind a download; the figures are Getty Images' estimates.",
})
export class DownloadFile {
  @Field(() => String, { nullable: true, description: "Getty Images' name for the size, e.g. `x_large`." })
  sizeName!: string | null;

  @Field(() => String, { nullable: true, description: 'Media type of the file, e.g. `image/jpeg`.' })
  mediaType!: string | null;

  @Field(() => Float, {
    nullable: true,
    description: "Size in bytes. A float because GraphQL's Int ends at 2 GiB.",
  })
  bytes!: number | null;

  @Field(() => Int, { nullable: true, description: 'Width in pixels.' })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'Height in pixels.' })
  height!: number | null;
}
