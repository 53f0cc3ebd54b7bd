import { Field, Int, ObjectType } from 'type-graphql';

/** What an agreement allows beyond its limit. */
@ObjectType({ simpleResolvers: true, description: 'Downloads beyond the limit.' })
export class DownloadOverage {
  @Field(() => Int, { nullable: true, description: 'How many are allowed.' })
  limit!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many were made.' })
  used!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many are left.' })
  remaining!: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether none is left.' })
  isReached!: boolean | null;
}
