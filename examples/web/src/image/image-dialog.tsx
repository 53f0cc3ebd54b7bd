import { type KeyboardEvent, useEffect } from 'react';
import { imageAddress } from '../app/address';
import { type PictureList, placeIn } from '../app/pictures';
import { closeOver, replaceOver } from '../app/router';
import { Dialog } from '../ui/dialog';
import { formatNumber } from '../ui/format';
import { ImageView, useImage } from './image-view';
import { titleOf } from './picture';

interface ImageDialogProps {
  readonly assetId: string;
  /** The list it was opened from. */
  readonly pictures: PictureList;
}

/** One image over the page it was opened from, with the next and the previous one of that page. */
export function ImageDialog({ assetId, pictures }: ImageDialogProps) {
  const found = useImage(assetId);
  const place = placeIn(pictures, assetId);
  const { more, total } = pictures;
  const wantsMore = place?.isLastLoaded === true && more !== null;
  useEffect(() => {
    if (wantsMore) more?.();
  }, [wantsMore, more]);

  const show = (id: string | null | undefined) => {
    if (id) replaceOver(imageAddress(id));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Arrows have a meaning of their own in fields and choices.
    if (event.target instanceof Element && event.target.closest('input, select, textarea')) return;
    if (event.key === 'ArrowLeft') show(place?.previous);
    if (event.key === 'ArrowRight') show(place?.next);
  };
  const title = found.image ? titleOf(found.image) : `Image ${assetId}`;
  const position = place ? `${formatNumber(place.place)} of ${formatNumber(total)}` : '';
  return (
    <Dialog
      title={title}
      onClose={closeOver}
      className="wide"
      onKeyDown={onKeyDown}
      focusAfter={() => {
        const card = document.querySelector<HTMLElement>(
          `[data-asset="${CSS.escape(assetId)}"] [data-opens]`,
        );
        card?.scrollIntoView({ block: 'nearest' });
        return card;
      }}
      controls={
        place && (
          <>
            <span className="hint position">{position}</span>
            <Step
              label="Previous picture"
              path="m14.5 6-6 6 6 6"
              onStep={() => show(place.previous)}
              isOff={!place.previous}
            />
            <Step
              label="Next picture"
              path="m9.5 6 6 6-6 6"
              onStep={() => show(place.next)}
              isOff={!place.next}
            />
          </>
        )
      }
    >
      <p className="hidden" role="status">
        {found.image && position && `${title}, ${position}`}
      </p>
      <ImageView found={found} />
    </Dialog>
  );
}

interface StepProps {
  readonly label: string;
  readonly path: string;
  readonly isOff: boolean;
  readonly onStep: () => void;
}

/** A button to a neighbour. Not disabled at the ends of the list: that would take the focus away. */
function Step({ label, path, isOff, onStep }: StepProps) {
  return (
    <button
      type="button"
      className="button icon"
      aria-label={label}
      title={label}
      aria-disabled={isOff}
      onClick={onStep}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
}
