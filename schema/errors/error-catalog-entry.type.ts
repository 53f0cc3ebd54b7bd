import { Field, Int, ObjectType } from 'type-graphql';
import { ErrorCode } from './error-code.enums.js';

/** A row of the table of errors. */
@ObjectType({ simpleResolvers: true, description: 'One error this API can answer with.' })
export class ErrorCatalogEntry {
  @Field(() => ErrorCode, { description: 'What `extensions.code` reads.' })
  code!: ErrorCode;

  @Field(() => String, { description: 'When it happens and what to do.' })
  description!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'HTTP status of the answer, where this error decides it.',
  })
  httpStatus!: number | null;

  @Field(() => Boolean, { description: 'Whether the same request may succeed later.' })
  isRetryable!: boolean;
}
