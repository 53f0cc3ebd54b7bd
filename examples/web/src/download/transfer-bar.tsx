import { useSyncExternalStore } from 'react';
import { useSession } from '../app/session';
import { count } from '../ui/format';
import { shareDone } from './progress';

/** The downloads that are under way, on every page, also after their dialog was closed. */
export function TransferBar() {
  const { downloads } = useSession();
  // A text, so that it is the same as long as nothing changes.
  const stamp = useSyncExternalStore(downloads.subscribe, () => {
    const running = downloads.running();
    const share = running.every(({ at }) => at === 'asking') ? '' : Math.floor(shareDone(running) * 100);
    return `${running.length} ${share}`;
  });
  const [running = '0', share = ''] = stamp.split(' ');
  return (
    <div className="transfer-bar" hidden={running === '0'}>
      {running !== '0' && (
        <>
          <span>{count(Number(running), 'download')} on the way</span>
          <progress
            aria-label="Downloads on the way"
            max={100}
            {...(share === '' ? {} : { value: Number(share) })}
          />
        </>
      )}
    </div>
  );
}
