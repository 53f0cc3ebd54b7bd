import { useId } from 'react';
import type { ImageDetailQuery } from '../graphql/generated/graphql';
import { productLabel } from '../products/label';
import { isUsedUp, QuotaBar } from '../products/quota-bar';
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
        const [nameId, moreId] = [`${id}name${index}`, `${id}more${index}`];
        const label = productLabel(productType, productTypeName);
        return (
          <label key={key} className="product">
            <input
              type="radio"
              name="product"
              value={key}
              checked={key === chosen}
              onChange={() => onChoose(key)}
              aria-labelledby={nameId}
              aria-describedby={moreId}
            />
            <span className="product-text">
              <span className="product-name" id={nameId}>
                {productOffering?.name ?? label}
                {isFree && <span className="tag good">Free now</span>}
                {productOffering && isUsedUp(productOffering) && <span className="hidden">, used up</span>}
              </span>
              <span className="product-more" id={moreId}>
                <span className="hint">{fileWords(file)}</span>
                {productOffering && <QuotaBar offering={productOffering} />}
                {productOffering && <span className="hint">{requirementWords(productOffering)}</span>}
              </span>
            </span>
          </label>
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
