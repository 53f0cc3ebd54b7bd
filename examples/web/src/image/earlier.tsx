import { useQuery } from '@apollo/client/react';
import { EarlierDownloadsDocument } from '../graphql/generated/graphql';
import { productLabel } from '../products/label';
import { formatDay } from '../ui/format';

/** Reminds of earlier downloads of an image, before it is paid for again. Says nothing while it does not know. */
export function Earlier({ imageId }: { readonly imageId: string }) {
  const { data } = useQuery(EarlierDownloadsDocument, {
    variables: { id: imageId },
    fetchPolicy: 'cache-and-network',
  });
  const earlier = data?.image?.previousDownloads ?? [];
  const [latest] = earlier;
  if (!latest) return null;
  const { downloadedAt, downloadedBy, productType, productTypeName } = latest;
  return (
    <p className="note" role="status">
      <strong>
        {downloadedBy ?? 'You'} downloaded this on {formatDay(downloadedAt)}
      </strong>{' '}
      with {productLabel(productType, productTypeName)}
      {earlier.length > 1 && ` (${earlier.length} times so far)`}. Downloading it again may count again.
    </p>
  );
}
