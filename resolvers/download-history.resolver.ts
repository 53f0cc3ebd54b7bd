import { Arg, Args, Ctx, Directive, Query, Resolver } from 'type-graphql';
import { GettyApi } from '../schema/errors/getty-api.enum.js';
import { DownloadHistoryConnection } from '../schema/history/download-history-connection.type.js';
import { DownloadHistoryFilter } from '../schema/history/download-history-filter.input.js';
import { ConnectionArgs } from '../schema/paging/connection.args.js';
import { type DownloadHistory, downloadHistory } from '../src/catalog/history/download-history.js';
import type { RequestContext } from './context.js';

/** What was downloaded before. */
@Resolver()
export class DownloadHistoryResolver {
  /** A page of past downloads. */
  @Query(() => DownloadHistoryConnection, {
    nullable: true,
    description: [
      "What the caller (or, if allowed, the caller's whole company) has downloaded, newest first.",
      'Getty Images shows the last 30 days unless `filter` names a range; `range` in the answer says which.',
    ].join('\n'),
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  async downloadHistory(
    @Arg('filter', () => DownloadHistoryFilter, {
      nullable: true,
      description: 'Narrows the list. Left out: the last 30 days of the caller.',
    })
    filter: DownloadHistoryFilter | null | undefined,
    @Arg('via', () => GettyApi, {
      nullable: true,
      description:
        'Which Getty Images API to ask. Left out: the first of those the service has switched on that can answer.',
    })
    via: GettyApi | null | undefined,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<DownloadHistory> {
    return downloadHistory(context, filter ?? {}, via ?? null, page);
  }
}
