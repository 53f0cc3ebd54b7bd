import { ProblemNote } from '../errors/problem-note';
import { productLabel } from '../products/label';
import { QuotaBar } from '../products/quota-bar';
import { formatBytes, formatNumber } from '../ui/format';
import type { DownloadState } from './download-store';

interface DownloadStatusProps {
  readonly state: DownloadState;
  readonly onRetry: () => void;
  readonly onFetchAgain: () => void;
  readonly retryLabel?: string;
  /** In a list of many: as little as will do. */
  readonly isCompact?: boolean;
}

/** How a download is getting on, or how it ended. */
export function DownloadStatus({
  state,
  onRetry,
  onFetchAgain,
  retryLabel,
  isCompact = false,
}: DownloadStatusProps) {
  switch (state.at) {
    case 'idle':
      return null;
    case 'asking':
      return (
        <div className="status">
          <p>Asking Getty Images for the file…</p>
          <progress aria-label="Asking for the file" />
        </div>
      );
    case 'fetching': {
      const { received, total } = state.progress;
      return (
        <div className="status">
          <p>
            {total === null
              ? `${formatBytes(received)} received`
              : `${Math.floor((received / total) * 100)} % of ${formatBytes(total)}`}
          </p>
          <progress
            aria-label="Progress of the file"
            {...(total === null ? {} : { value: received, max: total })}
          />
        </div>
      );
    }
    case 'packed':
      return (
        <div className="status">
          <p>Received ({formatBytes(state.bytes)}); waits for the others of the ZIP.</p>
        </div>
      );
    case 'saved':
      return (
        <div className="status done">
          <p>
            <strong>Saved</strong> as <span className="file-name">{state.fileName}</span> (
            {formatBytes(state.bytes)}). <Charge state={state} isShort={!isCompact} />
          </p>
          {!isCompact && state.download.productOffering && (
            <QuotaBar offering={state.download.productOffering} />
          )}
          <button type="button" className={isCompact ? 'link' : 'button'} onClick={onFetchAgain}>
            Save the file again
          </button>
        </div>
      );
    case 'link':
      return (
        <div className="status done">
          <p>
            <strong>The file is ready</strong>, but this page may not fetch it for you.{' '}
            <Charge state={state} />
          </p>
          <div className="actions">
            <a className="button primary" href={state.download.url} target="_blank" rel="noreferrer">
              Open the file
            </a>
            <button type="button" className="button" onClick={onFetchAgain}>
              Fetch it again
            </button>
          </div>
          <p className="hint">The link is good for a day. Opening it costs nothing more.</p>
        </div>
      );
    case 'failed':
      return (
        <ProblemNote problem={state.problem} onRetry={onRetry} {...(retryLabel ? { retryLabel } : {})} />
      );
    default:
      return state satisfies never;
  }
}

interface ChargeProps {
  readonly state: Extract<DownloadState, { at: 'saved' | 'link' }>;
  /** Without what is left, which is shown beside it. */
  readonly isShort?: boolean;
}

/** What a download cost, and what Getty Images had to say about it. */
function Charge({ state, isShort = false }: ChargeProps) {
  const { productOffering, isReplay, notices } = state.download;
  const name = productOffering && (productOffering.name ?? productLabel(productOffering.type));
  const left = productOffering?.quota?.remaining;
  return (
    <>
      {isReplay && 'This is the end of your earlier attempt; nothing was charged again. '}
      {name && `Counted under ${name}${left == null || isShort ? '' : `, ${formatNumber(left)} left`}. `}
      {notices.map(({ message, code }) => message ?? code).join(' ')}
    </>
  );
}
