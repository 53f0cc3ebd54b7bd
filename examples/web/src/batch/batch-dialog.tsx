import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { useSession } from '../app/session';
import { DownloadStatus } from '../download/download-status';
import { type DownloadState, isRunning, type Wish } from '../download/download-store';
import { noPapers, Paperwork } from '../download/paperwork';
import { shareDone } from '../download/progress';
import { useDownload } from '../download/use-download';
import type { CardFragment, DownloadImageInput, OfferingFragment } from '../graphql/generated/graphql';
import { Picture, titleOf } from '../image/picture';
import { asProductTypeInput, productLabel } from '../products/label';
import { isUsedUp } from '../products/quota-bar';
import { requirementsOf } from '../products/requirements';
import { Choice } from '../ui/choice';
import { Dialog } from '../ui/dialog';
import { count } from '../ui/format';

interface BatchDialogProps {
  readonly images: readonly CardFragment[];
  readonly onClose: () => void;
  /** Closes it and selects nothing. */
  readonly onDone: () => void;
}

const saveNames = { zip: 'One ZIP file', files: 'Single files' } as const;

/** Downloading what was selected: with which product, and how each of them is getting on. */
export function BatchDialog({ images, onClose, onDone }: BatchDialogProps) {
  const { downloads } = useSession();
  const [productId, setProductId] = useState('');
  const [papers, setPapers] = useState(noPapers);
  const [goesOn, setGoesOn] = useState(false);
  const [saveAs, setSaveAs] = useState<keyof typeof saveNames>('zip');
  const states = useStates(images);

  const offerings = offeringsOf(images);
  const chosen = offerings.filter((offering) => productId === '' || offering.productId === productId);
  const requirements = requirementsOf(chosen);
  const todo = images.filter(({ id }) => isToDo(states.get(id)));
  const all = images.map(({ id }) => states.get(id));
  const isUnderWay = all.some((state) => state !== undefined && isRunning(state));
  // With one product chosen, or with every product that allows one of them.
  const isNothingLeft = chosen.length > 0 && chosen.every(isUsedUp);

  const hasUnfinished = todo.some(({ id }) => downloads.unfinished(id) !== null);
  const wishFor = ({ id, assetId }: CardFragment): Wish => {
    const [offering] = productId === '' ? [] : chosen;
    const productType = offering && asProductTypeInput(offering.type);
    const input: DownloadImageInput = {
      imageId: id,
      ...(productType ? { productType } : {}),
      // Only where the type alone could mean another: many plain images go through v1, which has no ids for most products.
      ...(offering && hasTwin(offering, offerings) ? { productId: offering.productId } : {}),
      ...(requirements.isNoteRequired ? { note: papers.note.trim() } : {}),
      ...(requirements.isProjectCodeRequired ? { projectCode: papers.projectCode.trim() } : {}),
    };
    return { input, assetId };
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isNothingLeft || hasUnfinished)
      downloads.many(todo.map(wishFor), goesOn ? 'CONTINUE' : 'STOP', saveAs);
  };

  const names = Object.fromEntries(
    offerings.map((one) => [
      one.productId,
      `${one.name ?? productLabel(one.type, one.typeName)}${isUsedUp(one) ? ' (used up)' : ''}`,
    ]),
  );
  return (
    <Dialog title={`Download ${count(images.length, 'picture')}`} onClose={onClose}>
      <form onSubmit={submit} className="stack">
        {todo.length > 0 && !isUnderWay && (
          <>
            <Choice
              label="Charge to"
              any="Getty Images’ first choice for each"
              value={productId}
              names={names}
              onChange={setProductId}
            />
            <Paperwork requirements={requirements} papers={papers} onChange={setPapers} />
            <label className="check">
              <input type="checkbox" checked={goesOn} onChange={(event) => setGoesOn(event.target.checked)} />
              Go on with the others when a product is used up
            </label>
            {todo.length > 1 && (
              <Choice
                label="Save as"
                value={saveAs}
                names={saveNames}
                onChange={(value) => setSaveAs(value || 'zip')}
              />
            )}
            {isNothingLeft && !hasUnfinished ? (
              <p className="note used-up">
                <strong>Nothing is left of {productId === '' ? 'your products' : 'this product'}.</strong>
                {productId !== '' && offerings.length > 1 && ' Choose another one to download now.'}
              </p>
            ) : (
              <div className="actions">
                <button type="submit" className="button primary">
                  Download {count(todo.length, 'picture')}
                </button>
                <p className="hint">Uses {count(todo.length, 'download')} at most.</p>
              </div>
            )}
          </>
        )}
        <p role="status" className="summary">
          {summaryOf(all)}
        </p>
        {isUnderWay && <progress aria-label="Progress of all" max={1} value={shareDone(all)} />}
      </form>
      {todo.length === 0 && !isUnderWay && (
        <div className="actions">
          <button type="button" className="button primary" onClick={onDone}>
            Done
          </button>
          <p className="hint">Clears the selection.</p>
        </div>
      )}
      <ul className="plain batch">
        {images.map((image) => (
          <BatchItem key={image.id} image={image} onRetry={() => downloads.one(wishFor(image))} />
        ))}
      </ul>
    </Dialog>
  );
}

function BatchItem({ image, onRetry }: { readonly image: CardFragment; readonly onRetry: () => void }) {
  const { downloads } = useSession();
  const state = useDownload(image.id);
  return (
    <li className="batch-item" data-state={state.at}>
      <div className="row-picture">
        <Picture image={image} isDecorative />
      </div>
      <div>
        <p className="card-title" dir="auto">
          {titleOf(image)}
        </p>
        {state.at === 'failed' && state.isNotAttempted ? (
          <p className="hint">Not attempted: the product was used up before its turn. It was not charged.</p>
        ) : (
          <DownloadStatus
            state={state}
            isCompact
            onRetry={onRetry}
            onFetchAgain={() => downloads.fetchAgain(image.id, image.assetId)}
          />
        )}
      </div>
    </li>
  );
}

/** Whether there is another product of the same type. */
const hasTwin = (offering: OfferingFragment, all: readonly OfferingFragment[]): boolean =>
  all.some(({ id, type }) => id !== offering.id && type === offering.type);

/** The states of many images; a new map whenever one of them changes. */
function useStates(images: readonly CardFragment[]): ReadonlyMap<string, DownloadState> {
  const { downloads } = useSession();
  useSyncExternalStore(downloads.subscribe, () =>
    images.map(({ id }) => stamp(downloads.stateOf(id))).join(' '),
  );
  return new Map(images.map(({ id }) => [id, downloads.stateOf(id)]));
}

const stamp = (state: DownloadState): string =>
  state.at === 'failed'
    ? `failed:${state.problem.code}`
    : state.at === 'fetching'
      ? `fetching:${state.progress.received}`
      : state.at;

const isToDo = (state: DownloadState | undefined): boolean =>
  state === undefined || state.at === 'idle' || state.at === 'failed';

/** Every product that allows one of the images, once. */
function offeringsOf(images: readonly CardFragment[]): OfferingFragment[] {
  const all = images.flatMap(({ largestDownloads }) =>
    (largestDownloads ?? []).flatMap(({ productOffering }) => productOffering ?? []),
  );
  return [...new Map(all.map((offering) => [offering.id, offering])).values()];
}

function summaryOf(states: readonly (DownloadState | undefined)[]): string {
  const saved = states.filter((state) => state?.at === 'saved' || state?.at === 'link').length;
  const failed = states.filter((state) => state?.at === 'failed').length;
  const running = states.filter((state) => state !== undefined && isRunning(state)).length;
  return [
    saved > 0 && `${saved} done`,
    running > 0 && `${running} on the way`,
    failed > 0 && `${failed} not downloaded`,
  ]
    .filter(Boolean)
    .join(', ');
}
