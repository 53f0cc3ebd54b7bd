import { type RefObject, useEffect, useRef, useState } from 'react';
import { BatchBar } from '../batch/batch-bar';
import { BatchDialog } from '../batch/batch-dialog';
import { useSelection } from '../batch/selection';
import { TransferBar } from '../download/transfer-bar';
import { useLeaveGuard } from '../download/use-download';
import { HelpPage } from '../help/help-page';
import { HistoryPage } from '../history/history-page';
import { ImageDialog } from '../image/image-dialog';
import { ImagePage } from '../image/image-page';
import { SearchPage } from '../search/search-page';
import { OfflineBanner } from '../ui/online';
import type { PageName } from './address';
import { Header } from './header';
import { noPictures } from './pictures';
import { useRoute } from './router';

const titles: Readonly<Record<PageName, string>> = {
  search: 'Search',
  history: 'History',
  help: 'Help',
  image: 'Picture',
};

/** The frame around the pages, and what opens over them. */
export function App() {
  const { page, params, assetId, isOverlay } = useRoute();
  const [isBatchOpen, setBatchOpen] = useState(false);
  const [lastSearch, setLastSearch] = useState(params);
  const [pictures, setPictures] = useState(noPictures);
  const selection = useSelection();
  const main = useRef<HTMLElement>(null);
  useLeaveGuard();
  useArrival(page, main);
  if (page === 'search' && params !== lastSearch) setLastSearch(params);

  return (
    <>
      <button type="button" className="button skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Header page={page} searchParams={lastSearch} />
      <OfflineBanner />
      <main ref={main} tabIndex={-1}>
        {page === 'search' && <SearchPage params={params} selection={selection} onPictures={setPictures} />}
        {page === 'history' && <HistoryPage params={params} onPictures={setPictures} />}
        {page === 'help' && <HelpPage />}
        {page === 'image' && assetId !== null && <ImagePage key={assetId} assetId={assetId} />}
      </main>
      <div className="dock">
        <TransferBar />
        <BatchBar selection={selection} onDownload={() => setBatchOpen(true)} />
      </div>
      {isBatchOpen && (
        <BatchDialog
          images={selection.images}
          onClose={() => setBatchOpen(false)}
          onDone={() => {
            setBatchOpen(false);
            selection.clear();
          }}
        />
      )}
      {isOverlay && assetId !== null && <ImageDialog assetId={assetId} pictures={pictures} />}
    </>
  );
}

/** On arriving at another page: its title in the tab, and the focus on it for screen readers. */
function useArrival(page: PageName, main: RefObject<HTMLElement | null>): void {
  const before = useRef(page);
  useEffect(() => {
    document.title = `${titles[page]} – Picture desk`;
    if (before.current === page) return;
    before.current = page;
    main.current?.focus({ preventScroll: true });
  }, [page, main]);
}
