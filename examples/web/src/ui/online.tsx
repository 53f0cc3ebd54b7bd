import { useEffect, useRef, useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** Whether the browser has a network. It may have one and still not reach the service. */
export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);

/** Calls a function when the network comes back, as long as there is something to load again. */
export function useWhenOnline(isWanted: boolean, load: () => unknown): void {
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    if (!isWanted) return;
    const again = () => void latest.current();
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [isWanted]);
}

/** Says once for the whole page that there is no network. */
export function OfflineBanner() {
  const isOnline = useOnline();
  return (
    <div role="status" className="offline">
      {!isOnline && (
        <p>
          <strong>You are offline.</strong> What is loaded stays; the rest loads by itself once you are back.
        </p>
      )}
    </div>
  );
}
