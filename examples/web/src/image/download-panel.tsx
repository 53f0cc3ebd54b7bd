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
import { useFocusWhenLost } from '../ui/use-focus-when-lost';
import { type AllowedSoFar, keyOf, ProductChoice } from './product-choice';

interface DownloadPanelProps {
  readonly image: CardFragment;
  readonly allowed: readonly AllowedSoFar[] | null;
}

/** Choosing what pays, saying what the agreement wants to know, and downloading. */
export function DownloadPanel({ image, allowed }: DownloadPanelProps) {
  const { downloads, isSignedIn, openSignIn } = useSession();
  const state = useDownload(image.id);
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
    start();
  };

  const isAtRest = state.at === 'idle' || state.at === 'failed';
  const action = state.at === 'failed' ? adviceFor(state.problem.code, state.problem.message).action : null;
  return (
    <form className="stack download-panel" onSubmit={submit}>
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
          <Paperwork requirements={requirements} papers={papers} onChange={setPapers} />
          {state.at !== 'failed' && allowed?.length !== 0 && (
            <div className="actions">
              <button type="submit" className="button primary large">
                Download
              </button>
              <p className="hint">{isFree ? 'Costs nothing now.' : 'Uses one download.'}</p>
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

/** What trying again means after a failure, by what its advice says to do. */
const retryLabels: Readonly<Record<string, string>> = {
  retry: 'Try again',
  'new-download': 'Make a new download',
};
