import { Field, InputType } from 'type-graphql';
import { OnQuotaExhausted } from './download.enums.js';
import { DownloadImageInput } from './download-image.input.js';

/** Many images to download. */
@InputType({ description: 'What to download, all of it.' })
export class DownloadImagesInput {
  @Field(() => [DownloadImageInput], {
    description: 'The images to download, each with its own choices. At most 100.',
  })
  items!: DownloadImageInput[];

  @Field(() => OnQuotaExhausted, {
    nullable: true,
    defaultValue: OnQuotaExhausted.STOP,
    description: "What to do with the rest once a product's limit is reached.",
  })
  onQuotaExhausted?: OnQuotaExhausted | null;

  @Field(() => String, { nullable: true, description: 'Sent back as it is.' })
  clientMutationId?: string | null;
}
