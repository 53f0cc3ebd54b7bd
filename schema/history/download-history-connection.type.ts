import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { GettyApi } from '../errors/getty-api.enum.js';
import { PageInfo } from '../paging/page-info.type.js';
import { DateTimeScalar } from '../scalars/date-time.scalar.js';
import { DateRange } from './date-range.type.js';
import { DownloadRecord, type DownloadRecordSource } from './download-record.type.js';

/** A row of the download history. */
@ObjectType({ simpleResolvers: true, description: 'A past download and its place in the list.' })
export class DownloadHistoryEdge {
  @Field(() => String, { description: 'The place. Opaque; good only with the same filter.' })
  cursor!: string;

  @Field(() => DownloadRecord, { description: 'The download.' })
  node!: DownloadRecordSource;
}

/** A page of the download history. */
@ObjectType({ simpleResolvers: true, description: 'One page of past downloads.' })
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class DownloadHistoryConnection {
  @Field(() => [DownloadHistoryEdge], { description: 'The downloads with their places in the list.' })
  edges!: readonly DownloadHistoryEdge[];

  @Field(() => [DownloadRecord], { description: 'The downloads alone.' })
  nodes!: readonly DownloadRecordSource[];

  @Field(() => PageInfo, { description: 'Where this page lies.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'How many downloads there are in all.' })
  totalCount!: number;

  @Field(() => GettyApi, { description: 'Which Getty Images API answered.' })
  via!: GettyApi;

  @Field(() => DateRange, { description: 'The days the list covers.' })
  range!: DateRange;

  @Field(() => DateTimeScalar, {
    description: [
      'The moment this list is of. All pages reached by its cursors are of the same moment,',
      'so a download made meanwhile neither repeats nor hides an entry.',
    ].join('\n'),
  })
  asOf!: Date | string;
}
