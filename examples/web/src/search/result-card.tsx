import { memo } from 'react';
import { useDownload } from '../download/use-download';
import type { CardFragment } from '../graphql/generated/graphql';
import { Picture, titleOf } from '../image/picture';
import { productLabel } from '../products/label';
import { isUsedUp } from '../products/quota-bar';

interface ResultCardProps {
  readonly image: CardFragment;
  readonly isSelected: boolean;
  readonly onOpen: (image: CardFragment) => void;
  readonly onSelect: (image: CardFragment) => void;
}

/** One image among the results: its picture, which products allow it, and a box to select it. */
export const ResultCard = memo(function ResultCard({ image, isSelected, onOpen, onSelect }: ResultCardProps) {
  const { at } = useDownload(image.id);
  const title = titleOf(image);
  return (
    <li className="card" data-selected={isSelected}>
      <button type="button" className="card-picture" onClick={() => onOpen(image)}>
        <Picture image={image} />
      </button>
      <div className="card-text">
        <p className="card-title" title={title} dir="auto">
          {title}
        </p>
        <p className="card-artist">
          <bdi>{image.artist ?? 'Unknown'}</bdi> · {image.assetId}
        </p>
        <Allowing image={image} />
      </div>
      <label className="card-select">
        <input
          type="checkbox"
          checked={isSelected}
          onChange={() => onSelect(image)}
          aria-label={`Select ${title}`}
        />
        <span aria-hidden="true">Select</span>
        {at === 'saved' && <span className="tag good">Saved</span>}
        {(at === 'asking' || at === 'fetching') && <span className="tag">On its way</span>}
      </label>
    </li>
  );
});

/** The products that allow an image, those with something left first. */
function Allowing({ image: { largestDownloads } }: { readonly image: CardFragment }) {
  if (largestDownloads === null) return <p className="card-products">Products could not be looked up</p>;
  if (largestDownloads.length === 0) return <p className="card-products">Not in your agreement</p>;
  return (
    <ul className="plain card-products">
      {largestDownloads.map(({ productType, productTypeName, productOffering }) => {
        const isEmpty = productOffering !== null && isUsedUp(productOffering);
        return (
          <li
            key={`${productTypeName} ${productOffering?.id ?? ''}`}
            className={isEmpty ? 'tag muted' : 'tag'}
          >
            {productLabel(productType, productTypeName)}
            {isEmpty && ', used up'}
          </li>
        );
      })}
    </ul>
  );
}
