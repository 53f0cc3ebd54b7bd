import { useQuery } from '@apollo/client/react';
import { EarlierDownloadsDocument, type EarlierDownloadsQuery } from '../graphql/generated/graphql';
import { productLabel } from '../products/label';
import { formatDay } from '../ui/format';

export type EarlierDownload = NonNullable<
  NonNullable<EarlierDownloadsQuery['image']>['previousDownloads']
>[number];

/** Earlier downloads of an image, newest first; empty while they are not known. */
export function useEarlier(imageId: string): readonly EarlierDownload[] {
  const { data } = useQuery(EarlierDownloadsDocument, {
    variables: { id: imageId },
    fetchPolicy: 'cache-and-network',
  });
  return data?.image?.previousDownloads ?? [];
}

/** Reminds of earlier downloads of an image, before it is paid for again. */
export function Earlier({ downloads }: { readonly downloads: readonly EarlierDownload[] }) {
  const [latest] = downloads;
  if (!latest) return null;
  const { downloadedAt, downloadedBy, productType, productTypeName } = latest;
  return (
    <p className="note" role="status">
      <strong>
        {downloadedBy ?? 'You'} downloaded this on {formatDay(downloadedAt)}
      </strong>{' '}
      with {productLabel(productType, productTypeName)}
      {downloads.length > 1 && ` (${downloads.length} times so far)`}.
    </p>
  );
}
