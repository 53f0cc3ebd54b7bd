import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useSession } from '../app/session';
import type { DownloadState } from './download-store';

/** Where the download of an image stands. */
export function useDownload(imageId: string): DownloadState {
  const { downloads } = useSession();
  const snapshot = useCallback(() => downloads.stateOf(imageId), [downloads, imageId]);
  return useSyncExternalStore(downloads.subscribe, snapshot);
}

/** Asks before the page is left while a download is on its way. */
export function useLeaveGuard(): void {
  const { downloads } = useSession();
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      if (downloads.isBusy()) event.preventDefault();
    };
    window.addEventListener('beforeunload', guard);
    return () => window.removeEventListener('beforeunload', guard);
  }, [downloads]);
}
