import { Field, ObjectType } from 'type-graphql';

/** What has to be sent along with a download. */
@ObjectType({ simpleResolvers: true, description: 'What a product wants to be told at each download.' })
export class DownloadRequirements {
  @Field(() => Boolean, { description: 'Whether `note` must be sent.' })
  isNoteRequired!: boolean;

  @Field(() => Boolean, { description: 'Whether `projectCode` must be sent.' })
  isProjectCodeRequired!: boolean;

  @Field(() => [String], { description: 'The codes to choose from; `[]`: any.' })
  projectCodes!: readonly string[];
}
