import type { HistoryQuery } from '../graphql/generated/graphql';
import { productLabel } from '../products/label';
import { formatMoment, formatPixels, humanise } from '../ui/format';

type DownloadRecord = NonNullable<HistoryQuery['downloadHistory']>['edges'][number]['node'];

interface HistoryRowProps {
  readonly record: DownloadRecord;
  /** Whether to say whose download it was. */
  readonly isNamed: boolean;
  readonly onOpen: (imageId: string) => void;
}

/** One download of the past. Assets that are gone, and sorts of assets nobody knows yet, have their row as well. */
export function HistoryRow({ record, isNamed, onOpen }: HistoryRowProps) {
  const { image, thumbnailUrl, downloadedAt, downloadedBy, note, projectCode } = record;
  const title = titleOf(record);
  return (
    <li className="row" data-asset={record.assetId}>
      <div className="row-picture">
        {thumbnailUrl ? <img src={thumbnailUrl} alt="" loading="lazy" decoding="async" /> : null}
      </div>
      <div className="row-text">
        <p className="row-title">
          {image ? (
            <button type="button" className="link" onClick={() => onOpen(image.id)}>
              {title}
            </button>
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
