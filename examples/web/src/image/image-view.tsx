import { useQuery } from '@apollo/client/react';
import { LoadProblem } from '../errors/load-problem';
import { problemOf } from '../errors/problem';
import { type CardFragment, ImageDetailDocument, type ImageDetailQuery } from '../graphql/generated/graphql';
import { formatDay, formatPixels } from '../ui/format';
import { DownloadPanel } from './download-panel';
import { licenseLabel } from './license';
import { Picture, ratioOf } from './picture';

/** An image by Getty Images' number. */
export function useImage(assetId: string) {
  const { data, loading, error, refetch } = useQuery(ImageDetailDocument, { variables: { id: assetId } });
  const image = data?.image ?? null;
  return { image, loading, error, refetch, isGone: !loading && data?.image === null && !error };
}

/** One image: what it shows, what each product allows, and its download. */
export function ImageView({ found }: { readonly found: ReturnType<typeof useImage> }) {
  const { image, loading, error, refetch, isGone } = found;
  return (
    <>
      {isGone && <p className="note">Getty Images no longer offers this picture.</p>}
      {error && <LoadProblem problem={problemOf(error)} onRetry={() => refetch()} />}
      {image && (
        <div className="detail" key={image.id}>
          <div className="detail-picture" style={{ '--ratio': ratioOf(image) } as React.CSSProperties}>
            <Picture image={image} isEager />
          </div>
          <div className="stack detail-side">
            <DownloadPanel image={image} allowed={image.largestDownloads} />
          </div>
          <Facts image={image} detail={image} />
        </div>
      )}
      {!image && loading && (
        <div className="detail placeholder" role="status">
          <div className="detail-picture" style={{ '--ratio': 1.5 } as React.CSSProperties}>
            <span className="hidden">Looking up the picture…</span>
          </div>
        </div>
      )}
    </>
  );
}

interface FactsProps {
  readonly image: CardFragment;
  readonly detail: NonNullable<ImageDetailQuery['image']>;
}

function Facts({ image, detail }: FactsProps) {
  const { maxDimensions, artist, assetId } = image;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['By', artist],
    ['Credit', detail.creditLine],
    ['Collection', detail.collection?.name],
    ['Licence', detail.license && licenseLabel(detail.license)],
    ['Taken', detail.createdAt && formatDay(detail.createdAt)],
    ['Largest', maxDimensions && `${formatPixels(maxDimensions.width, maxDimensions.height)} px`],
    ['Number', assetId],
  ];
  return (
    <div className="detail-facts">
      {detail.caption && (
        <p className="caption" dir="auto">
          {detail.caption}
        </p>
      )}
      <dl className="facts">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </div>
  );
}
