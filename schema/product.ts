import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { defineEnum } from './define-enum.js';
import { Node } from './paging.js';
import { DateTimeScalar } from './scalars.js';

/** The kinds a caller may ask for; all of them are kinds an answer may show, too. */
const askable = {
  EASY_ACCESS:
    'Easy Access (`easyaccess`): comps and finals under a download limit; final use is reported later.',
  EDITORIAL_SUBSCRIPTION:
    'Editorial Subscription (`editorialsubscription`): editorial images under a subscription.',
  IMAGE_PACK: 'Image Pack (`imagepack`): a number of downloads bought in advance.',
  PREMIUM_ACCESS:
    'Premium Access (`premiumaccess`): most creative and editorial content under a subscription.',
  ROYALTY_FREE_SUBSCRIPTION:
    'Royalty-Free Subscription (`royaltyfreesubscription`): royalty-free creative images under a subscription.',
  CREDIT_PACK: 'Credit Pack (`creditpack`): credits bought in advance; a download costs some of them.',
};

/** The kind of a product, as answers show it. */
export const ProductOfferingType = defineEnum(
  'ProductOfferingType',
  [
    'A kind of product. Getty Images may invent new ones: those read `UNKNOWN` here, with their',
    'name in the `…Name` field beside it, so that an installed app never fails on one.',
  ].join('\n'),
  {
    ...askable,
    LEGACY_RF_SUBSCRIPTION:
      'A royalty-free subscription of an older kind. It may be listed, but cannot be asked for in a download.',
    AI_GENERATION: 'Generating images by AI. It may be listed, but allows no download of stock images.',
    SANDBOX: 'Getty Images’ product for trying the API out. It may be listed, but cannot be asked for.',
    UNKNOWN: 'A kind this API does not know yet; the `…Name` field beside it has Getty Images’ own word.',
  },
);
/** The kind of a product, as answers show it. */
export type ProductOfferingType = keyof typeof ProductOfferingType;

/** The kinds of product that an argument may name. */
export const ProductOfferingTypeInput = defineEnum(
  'ProductOfferingTypeInput',
  'A kind of product that can be asked for.',
  askable,
);
/** A kind of product that an argument may name. */
export type ProductOfferingTypeInput = keyof typeof ProductOfferingTypeInput;

/** Whether a product can be used now. */
export const ProductOfferingStatus = defineEnum(
  'ProductOfferingStatus',
  'Whether a product can be used now.',
  {
    ACTIVE: 'It can.',
    INACTIVE: 'It has ended or not begun.',
  },
);
/** Whether a product can be used now. */
export type ProductOfferingStatus = keyof typeof ProductOfferingStatus;

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

/** A product's allowance. */
@ObjectType({ simpleResolvers: true, description: 'How many downloads a product allows in a period.' })
export class DownloadQuota {
  @Field(() => Int, { nullable: true, description: 'Downloads allowed in a period.' })
  limit!: number | null;

  @Field(() => Int, { nullable: true, description: 'Downloads still allowed in this period.' })
  remaining!: number | null;

  @Field(() => Int, { nullable: true, description: '`limit - remaining`, where both are known.' })
  used!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The period as Getty Images words it, e.g. `Monthly`.',
  })
  period!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When `remaining` is filled up again.' })
  resetsAt!: Date | string | null;

  @Field(() => DownloadOverage, {
    nullable: true,
    description: 'Downloads beyond the limit; `null` where the agreement has none.',
  })
  overage!: DownloadOverage | null;

  @Field(() => Int, { nullable: true, description: 'Credits left, for products that are paid by credits.' })
  creditsRemaining!: number | null;
}

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

/** A product of the caller's agreements. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A product under which the caller may download.',
})
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class ProductOffering implements Node {
  @Field(() => ID, {
    description: 'Opaque. Unique across all types. Give it to `node` to find this product again.',
  })
  id!: string;

  @Field(() => ID, { description: 'The number Getty Images gave this product.' })
  productId!: string;

  @Field(() => ProductOfferingType, { description: 'The kind of product.' })
  type!: ProductOfferingType;

  @Field(() => String, {
    description:
      'The type as Getty Images names it, e.g. `easyaccess`; the one to show or log when `type` is `UNKNOWN`.',
  })
  typeName!: string;

  @Field(() => String, { nullable: true, description: 'Name of the product.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the agreement it belongs to.' })
  agreementName!: string | null;

  @Field(() => ProductOfferingStatus, { description: 'Whether it can be used now.' })
  status!: ProductOfferingStatus;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the agreement ends.' })
  expiresAt!: Date | string | null;

  @Field(() => DownloadQuota, {
    nullable: true,
    description: 'What is left. `null` when the product has no limit.',
  })
  quota!: DownloadQuota | null;

  @Field(() => DownloadRequirements, {
    nullable: true,
    description: 'What has to be sent along with each download.',
  })
  requirements!: DownloadRequirements | null;
}

/** What a product is to begin with; its `id` is made by its field resolver. */
export type ProductOfferingSource = Omit<ProductOffering, 'id'>;
