import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { RateLimit } from '../schema/types/rate-limit.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** The caller's budget with this service. */
@Resolver()
export class RateLimitResolver {
  /** What this operation costs and what is left. */
  @Query(() => RateLimit, {
    nullable: true,
    description: 'What this request costs and what is left. `dryRun: true` counts without fetching anything.',
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  rateLimit(
    @Arg('dryRun', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: '`true`: count what the operation would cost, and fetch nothing.',
    })
    dryRun: boolean | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RateLimit | null> {
    throw notBuilt(dryRun, context, info);
  }
}
