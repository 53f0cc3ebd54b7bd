import { imageAddress } from '../app/address';
import { Link } from '../app/link';
import type { HistoryQuery } from '../graphql/generated/graphql';
import { Photo } from '../image/picture';
import { productLabel } from '../products/label';
import { formatMoment, formatPixels, humanise } from '../ui/format';

type DownloadRecord = NonNullable<HistoryQuery['downloadHistory']>['edges'][number]['node'];

interface HistoryRowProps {
  readonly record: DownloadRecord;
  /** Whether to say whose download it was. */
  readonly isNamed: boolean;
}

/** One download of the history. Assets that are gone, and kinds of assets unknown to this build, have a row as well. */
export function HistoryRow({ record, isNamed }: HistoryRowProps) {
  const { image, thumbnailUrl, downloadedAt, downloadedBy, note, projectCode } = record;
  const title = titleOf(record);
  return (
    <li className="row" data-asset={record.assetId}>
      <div className="row-picture">
        <Photo url={thumbnailUrl} alt="" />
      </div>
      <div className="row-text">
        <p className="row-title">
          {image && record.assetId ? (
            <Link to={imageAddress(record.assetId)} isOverlay data-opens="" dir="auto">
              {title}
            </Link>
          ) : (
            title
          )}
        </p>
        <p className="hint">
          <time dateTime={downloadedAt}>{formatMoment(downloadedAt)}</time>
          {' · '}
          {productLabel(record.productType, record.productTypeName)}
          {sizeOf(record) && ` · ${sizeOf(record)}`}
          {isNamed && downloadedBy && ` · ${downloadedBy}`}
        </p>
        {(note || projectCode) && (
          <p className="hint">
            {note && `Note: ${note}`} {projectCode && <span className="tag">{projectCode}</span>}
          </p>
        )}
      </div>
    </li>
  );
}

function titleOf({ image, video, assetId, assetType }: DownloadRecord): string {
  if (image) return image.title ?? `Image ${assetId}`;
  if (video) return video.title ?? `Video ${assetId}`;
  const sort = assetType === 'UNKNOWN' ? 'Asset' : humanise(assetType);
  return `${sort} ${assetId ?? ''}, no longer on offer`;
}

function sizeOf({ dimensions, sizeName }: DownloadRecord): string | null {
  return dimensions ? `${formatPixels(dimensions.width, dimensions.height)} px` : sizeName;
}
