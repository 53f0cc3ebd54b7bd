import { Field, Int, ObjectType } from 'type-graphql';
import { GettyApi } from './getty-api.enum.js';
import { StatusListEntry } from './status-list-entry.type.js';

/** What Getty Images answered, as clients may see it. */
@ObjectType({ simpleResolvers: true, description: 'What Getty Images answered when it refused or failed.' })
export class UpstreamFailure {
  @Field(() => GettyApi, { description: 'Which of its APIs.' })
  api!: GettyApi;

  @Field(() => String, {
    description: 'Which operation, e.g. `CreateDownloadRequest` or `POST /v3/downloads/images/{id}`.',
  })
  operation!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The HTTP status; 200 for most v1 errors. `null` when no answer came.',
  })
  httpStatus!: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Getty Images' own code, e.g. `NoDownloadAuthorization`.",
  })
  code!: string | null;

  @Field(() => String, { nullable: true, description: "Getty Images' own words. They may change." })
  message!: string | null;

  @Field(() => [StatusListEntry], { description: "The entries of v1's `StatusList`; `[]` for v2 and v3." })
  statusList!: readonly StatusListEntry[];

  @Field(() => String, {
    nullable: true,
    description: 'The id by which this call can be found in the logs of both sides.',
  })
  coordinationId!: string | null;
}
