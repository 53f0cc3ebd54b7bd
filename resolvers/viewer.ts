import { Ctx, Directive, Query, Resolver } from 'type-graphql';
import { Viewer } from '../schema/viewer.js';
import { type Viewer as DomainViewer, viewer } from '../src/catalog/viewer/viewer.js';
import type { RequestContext } from './context.js';

/** Who is calling. */
@Resolver()
export class ViewerResolver {
  /** The caller, as Getty Images knows it. */
  @Query(() => Viewer, { nullable: true, description: 'Who is calling. `null` when no caller is signed in.' })
  @Directive('@cacheControl(maxAge: 60, scope: PRIVATE)')
  viewer(@Ctx() context: RequestContext): Promise<DomainViewer | null> {
    return viewer(context);
  }
}
