import { Directive, Query, Resolver } from 'type-graphql';
import { ErrorCatalogEntry } from '../schema/errors.js';
import { errorCatalog, errorCodes } from '../src/errors/catalog.js';

/** The table of errors, for programs. */
@Resolver()
export class ErrorCatalogResolver {
  /** Every error this API can answer with. */
  @Query(() => [ErrorCatalogEntry], {
    description:
      'Every error code this API can answer with, what it means, and whether trying again can help.',
  })
  @Directive('@cacheControl(maxAge: 86400)')
  errorCatalog(): readonly ErrorCatalogEntry[] {
    return errorCodes.map((code) => ({ code, ...errorCatalog[code] }));
  }
}
