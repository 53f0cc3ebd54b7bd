import { useId } from 'react';
import type { ImageDetailQuery } from '../graphql/generated/graphql';
import { productLabel } from '../products/label';
import { QuotaBar } from '../products/quota-bar';
import { requirementWords } from '../products/requirements';
import { formatBytes, formatPixels } from '../ui/format';

/** A product that allows the image; `isFree` comes a little later than the rest. */
export type Allowed = NonNullable<NonNullable<ImageDetailQuery['image']>['largestDownloads']>[number];
export type AllowedSoFar = Omit<Allowed, 'isFree'> & { readonly isFree?: boolean | null };

/** Which entry is which: a product's id where Getty Images names it, else its type. */
export const keyOf = ({ productTypeName, productOffering }: AllowedSoFar): string =>
  productOffering?.id ?? productTypeName;

interface ProductChoiceProps {
  readonly allowed: readonly AllowedSoFar[];
  readonly chosen: string;
  readonly onChoose: (key: string) => void;
}

/** What each product allows of an image, what is left of it, and which one is to pay. */
export function ProductChoice({ allowed, chosen, onChoose }: ProductChoiceProps) {
  const id = useId();
  return (
    <fieldset className="products">
      <legend>Download with</legend>
      {allowed.map((entry, index) => {
        const { productType, productTypeName, productOffering, file, isFree } = entry;
        const key = keyOf(entry);
        const [inputId, moreId] = [`${id}input${index}`, `${id}more${index}`];
        const label = productLabel(productType, productTypeName);
        return (
          <div key={key} className="product">
            <input
              type="radio"
              name="product"
              id={inputId}
              value={key}
              checked={key === chosen}
              onChange={() => onChoose(key)}
              aria-describedby={moreId}
            />
            <div className="product-text">
              <p className="product-name">
                <label htmlFor={inputId}>{productOffering?.name ?? label}</label>
                {isFree && <span className="tag good">Free now</span>}
              </p>
              <div className="product-more" id={moreId}>
                <p className="hint">{fileWords(file)}</p>
                {productOffering && <QuotaBar offering={productOffering} />}
                {productOffering && <p className="hint">{requirementWords(productOffering)}</p>}
              </div>
            </div>
          </div>
        );
      })}
    </fieldset>
  );
}

function fileWords(file: Allowed['file']): string {
  if (!file) return 'Size not known';
  const { width, height, bytes, mediaType, sizeName } = file;
  return [
    width !== null && height !== null ? `${formatPixels(width, height)} px` : sizeName,
    mediaType?.replace(/^image\//, '').toUpperCase(),
    bytes === null ? null : `about ${formatBytes(bytes)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
