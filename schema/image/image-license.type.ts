import { Field, ObjectType } from 'type-graphql';
import { LicenseModel } from './asset.enums.js';

/** An image's terms. */
@ObjectType({ simpleResolvers: true, description: 'The terms an image is offered under.' })
export class ImageLicense {
  @Field(() => LicenseModel, { description: 'Kind of licence.' })
  model!: LicenseModel;

  @Field(() => String, { nullable: true, description: 'The kind as Getty Images names it.' })
  modelName!: string | null;
}
