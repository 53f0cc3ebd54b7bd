import { type FormEvent, useRef, useState } from 'react';
import { useSession } from '../app/session';
import { DownloadStatus } from '../download/download-status';
import { noPapers, Paperwork } from '../download/paperwork';
import { useDownload } from '../download/use-download';
import { adviceFor } from '../errors/advice';
import type { CardFragment, DownloadImageInput } from '../graphql/generated/graphql';
import { asProductTypeInput } from '../products/label';
import { isUsedUp } from '../products/quota-bar';
import { requirementsOf } from '../products/requirements';
import { formatDay } from '../ui/format';
import { useFocusWhenLost } from '../ui/use-focus-when-lost';
import { Earlier, useEarlier } from './earlier';
import { type AllowedSoFar, keyOf, ProductChoice } from './product-choice';

interface DownloadPanelProps {
  readonly image: CardFragment;
  readonly allowed: readonly AllowedSoFar[] | null;
}

/** Choosing what pays, saying what the agreement wants to know, and downloading. */
export function DownloadPanel({ image, allowed }: DownloadPanelProps) {
  const { downloads, isSignedIn, openSignIn } = useSession();
  const state = useDownload(image.id);
  const earlier = useEarlier(image.id);
  const [wanted, setWanted] = useState('');
  const [papers, setPapers] = useState(noPapers);

  const status = useRef<HTMLDivElement>(null);
  useFocusWhenLost(status, state.at);

  const choices = allowed ?? [];
  const first =
    choices.find(({ productOffering }) => productOffering && !isUsedUp(productOffering)) ?? choices[0];
  const chosen = choices.find((entry) => keyOf(entry) === wanted) ?? first;
  const requirements = requirementsOf(chosen?.productOffering ? [chosen.productOffering] : []);
  const isFree =
    chosen?.isFree === true && !requirements.isNoteRequired && !requirements.isProjectCodeRequired;
  const unfinished = downloads.unfinished(image.id);
  // What is free now is free with a used-up product as well.
  const usedUp = chosen?.productOffering && !isFree && isUsedUp(chosen.productOffering) ? chosen : null;

  const start = () => {
    const productType = chosen ? asProductTypeInput(chosen.productType) : null;
    const productId = chosen?.productOffering?.productId;
    const input: DownloadImageInput = {
      imageId: image.id,
      ...(productType ? { productType, ...(productId && !isFree ? { productId } : {}) } : {}),
      // That it is free is v1's word, so v1 has to keep it; v3 counts every download. v1 has no ids for most products.
      ...(isFree ? { via: 'V1' } : {}),
      ...(requirements.isNoteRequired ? { note: papers.note.trim() } : {}),
      ...(requirements.isProjectCodeRequired ? { projectCode: papers.projectCode.trim() } : {}),
    };
    downloads.one({ input, assetId: image.assetId });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Enter in a field submits without the button; an attempt without an end may go on whatever is left.
    if (usedUp === null || unfinished !== null) start();
  };

  const isAtRest = state.at === 'idle' || state.at === 'failed';
  const action = state.at === 'failed' ? adviceFor(state.problem.code, state.problem.message).action : null;
  return (
    <form className="stack download-panel" onSubmit={submit}>
      {/* Once it is downloaded here, the end of this download says enough. */}
      {isAtRest && <Earlier downloads={earlier} />}
      {isAtRest && unfinished === null && (
        <>
          {choices.length > 0 && chosen && (
            <ProductChoice allowed={choices} chosen={keyOf(chosen)} onChoose={setWanted} />
          )}
          {allowed?.length === 0 && (
            <div className="note">
              <p>None of {isSignedIn ? 'your products' : 'the service’s products'} allows this image.</p>
              {!isSignedIn && (
                <button type="button" className="button" onClick={openSignIn}>
                  Sign in with another account
                </button>
              )}
            </div>
          )}
          {allowed === null && (
            <p className="hint">Which products allow it could not be looked up just now.</p>
          )}
          {usedUp === null ? (
            <Paperwork requirements={requirements} papers={papers} onChange={setPapers} />
          ) : (
            <NothingLeft entry={usedUp} hasOthers={choices.length > 1} />
          )}
          {state.at !== 'failed' && allowed?.length !== 0 && usedUp === null && (
            <div className="actions">
              <button type="submit" className="button primary large">
                Download
              </button>
              <p className="hint">
                {isFree
                  ? 'Costs nothing now.'
                  : earlier.length > 0
                    ? 'Uses one more download.'
                    : 'Uses one download.'}
              </p>
            </div>
          )}
        </>
      )}
      {state.at === 'idle' && unfinished !== null && (
        <div className="note">
          <p>
            <strong>An earlier attempt has no end yet.</strong> Going on looks first whether it counted, and
            charges nothing a second time.
          </p>
          <div className="actions">
            <button type="submit" className="button primary">
              Go on with it
            </button>
            <button type="button" className="button quiet" onClick={() => downloads.giveUp(image.id)}>
              Give it up
            </button>
          </div>
        </div>
      )}
      <div className="download-status" aria-live="polite" tabIndex={-1} ref={status}>
        <DownloadStatus
          state={state}
          onRetry={start}
          onFetchAgain={() => downloads.fetchAgain(image.id, image.assetId)}
          retryLabel={retryLabels[action ?? 'retry'] ?? 'Try again'}
        />
      </div>
    </form>
  );
}

interface NothingLeftProps {
  readonly entry: AllowedSoFar;
  readonly hasOthers: boolean;
}

/** Instead of a button that could only be refused. */
function NothingLeft({ entry: { productOffering }, hasOthers }: NothingLeftProps) {
  const resetsAt = productOffering?.quota?.resetsAt;
  return (
    <p className="note used-up">
      <strong>Nothing is left of this product.</strong>
      {resetsAt && ` It fills up again on ${formatDay(resetsAt)}.`}
      {hasOthers && ' Choose another product to download now.'}
    </p>
  );
}

/** What trying again means after a failure, by what its advice says to do. */
const retryLabels: Readonly<Record<string, string>> = {
  retry: 'Try again',
  'new-download': 'Make a new download',
};
