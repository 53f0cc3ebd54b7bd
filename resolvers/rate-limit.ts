import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import { RateLimit } from '../schema/rate-limit.js';
import type { RequestContext } from './context.js';

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
    // Obeyed at the edge, which executes nothing else then.
    _dryRun: boolean | null,
    @Ctx() context: RequestContext,
  ): RateLimit | null {
    return context.cost.current;
  }
}
