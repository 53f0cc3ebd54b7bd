import { type CSSProperties, memo } from 'react';
import { imageAddress } from '../app/address';
import { Link } from '../app/link';
import { isRunning } from '../download/download-store';
import { useDownload } from '../download/use-download';
import type { CardFragment } from '../graphql/generated/graphql';
import { Picture, ratioOf, titleOf } from '../image/picture';
import { productLabel } from '../products/label';
import { isUsedUp } from '../products/quota-bar';

interface ResultCardProps {
  readonly image: CardFragment;
  readonly isSelected: boolean;
  /** Among the first of the page, which are loaded at once. */
  readonly isEager: boolean;
  readonly onSelect: (image: CardFragment) => void;
}

/** One image among the results, in its own shape: its picture, which products allow it, and a box to select it. */
export const ResultCard = memo(function ResultCard({
  image,
  isSelected,
  isEager,
  onSelect,
}: ResultCardProps) {
  const state = useDownload(image.id);
  const title = titleOf(image);
  const style = { '--ratio': ratioOf(image).toFixed(4) } as CSSProperties;
  return (
    <li className="card" data-selected={isSelected} data-asset={image.assetId} style={style}>
      <div className="card-frame">
        <Link className="card-picture" to={imageAddress(image.assetId)} isOverlay data-opens="">
          <Picture image={image} isEager={isEager} />
        </Link>
        <label className="card-select">
          <input
            type="checkbox"
            checked={isSelected}
            onChange={() => onSelect(image)}
            aria-label={`Select ${title}`}
          />
        </label>
        {state.at === 'saved' && <span className="card-state tag good">Saved</span>}
        {isRunning(state) && <span className="card-state tag">On its way</span>}
      </div>
      <p className="card-title" title={title} dir="auto">
        {title}
      </p>
      <Allowing image={image} />
    </li>
  );
});

/** The products that allow an image. */
function Allowing({ image: { largestDownloads } }: { readonly image: CardFragment }) {
  if (largestDownloads === null) return <p className="card-products">Products could not be looked up</p>;
  if (largestDownloads.length === 0) return <p className="card-products">Not in your agreement</p>;
  const words = largestDownloads
    .map(({ productType, productTypeName, productOffering }) => {
      const isEmpty = productOffering !== null && isUsedUp(productOffering);
      return `${productLabel(productType, productTypeName)}${isEmpty ? ' (used up)' : ''}`;
    })
    .join(', ');
  return (
    <p className="card-products" title={words}>
      {words}
    </p>
  );
}
