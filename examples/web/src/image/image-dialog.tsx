import { useQuery } from '@apollo/client/react';
import { problemOf } from '../errors/problem';
import { ProblemNote } from '../errors/problem-note';
import { type CardFragment, ImageDetailDocument, type ImageDetailQuery } from '../graphql/generated/graphql';
import { Dialog } from '../ui/dialog';
import { formatDay, formatPixels, humanise } from '../ui/format';
import { DownloadPanel } from './download-panel';
import { Earlier } from './earlier';
import { Picture, titleOf } from './picture';

interface ImageDialogProps {
  readonly imageId: string;
  /** What is known of it already, so that there is something to see at once. */
  readonly card?: CardFragment | undefined;
  readonly onClose: () => void;
}

/** One image: what it shows, what each product allows, and its download. */
export function ImageDialog({ imageId, card, onClose }: ImageDialogProps) {
  const { data, loading, error, refetch } = useQuery(ImageDetailDocument, { variables: { id: imageId } });
  const image = data?.image ?? card;
  const isGone = !loading && data?.image === null && !error;
  return (
    <Dialog title={image ? titleOf(image) : 'Image'} onClose={onClose} className="wide">
      {isGone && <p className="note">Getty Images no longer offers this image.</p>}
      {image && (
        <div className="detail">
          <div>
            <div className="detail-picture">
              <Picture image={image} isEager />
            </div>
            <Facts image={image} detail={data?.image ?? null} />
          </div>
          <div className="stack">
            <Earlier imageId={imageId} />
            <DownloadPanel image={image} allowed={data?.image?.largestDownloads ?? image.largestDownloads} />
          </div>
        </div>
      )}
      {!image && loading && <p role="status">Looking up the image…</p>}
      {error && <ProblemNote problem={problemOf(error)} onRetry={() => refetch()} />}
    </Dialog>
  );
}

interface FactsProps {
  readonly image: CardFragment;
  readonly detail: ImageDetailQuery['image'];
}

function Facts({ image, detail }: FactsProps) {
  const { maxDimensions, artist, assetId } = image;
  const license = detail?.license;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['By', artist],
    ['Credit', detail?.creditLine],
    ['Collection', detail?.collection?.name],
    ['Licence', license && (license.model === 'UNKNOWN' ? license.modelName : humanise(license.model))],
    ['Taken', detail?.createdAt && formatDay(detail.createdAt)],
    ['Largest', maxDimensions && `${formatPixels(maxDimensions.width, maxDimensions.height)} px`],
    ['Number', assetId],
  ];
  return (
    <>
      {detail?.caption && <p className="caption">{detail.caption}</p>}
      <dl className="facts">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </>
  );
}
