import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { Viewer } from '../schema/types/viewer.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** Who is calling. */
@Resolver()
export class ViewerResolver {
  /** The caller, as Getty Images knows it. */
  @Query(() => Viewer, { nullable: true, description: 'Who is calling. `null` when nobody is signed in.' })
  @Directive('@cacheControl(maxAge: 60, scope: PRIVATE)')
  viewer(@Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo): Promise<Viewer | null> {
    throw notBuilt(context, info);
  }
}
