import { useCallback, useEffect, useRef, useState } from 'react';
import { BatchBar } from '../batch/batch-bar';
import { BatchDialog } from '../batch/batch-dialog';
import { useSelection } from '../batch/selection';
import { useLeaveGuard } from '../download/use-download';
import type { CardFragment } from '../graphql/generated/graphql';
import { HelpPage } from '../help/help-page';
import { HistoryPage } from '../history/history-page';
import { ImageDialog } from '../image/image-dialog';
import { SearchPage } from '../search/search-page';
import { Header } from './header';
import { type Page, useRoute } from './route';

/** What is opened over the page. */
type Opened = { readonly imageId: string; readonly card?: CardFragment } | 'batch' | null;

const titles: Readonly<Record<Page, string>> = { search: 'Search', history: 'History', help: 'Help' };

/** The frame around the pages, and what opens over them. */
export function App() {
  const { page, params } = useRoute();
  const [opened, setOpened] = useState<Opened>(null);
  const [lastSearch, setLastSearch] = useState(params);
  const selection = useSelection();
  const main = useRef<HTMLElement>(null);
  useLeaveGuard();
  useArrival(page, main);
  if (page === 'search' && params !== lastSearch) setLastSearch(params);

  const openCard = useCallback((card: CardFragment) => setOpened({ imageId: card.id, card }), []);
  const close = () => setOpened(null);
  return (
    <>
      <button type="button" className="button skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Header page={page} searchParams={lastSearch} />
      <main ref={main} tabIndex={-1}>
        {page === 'search' && <SearchPage params={params} selection={selection} onOpen={openCard} />}
        {page === 'history' && <HistoryPage onOpen={(imageId) => setOpened({ imageId })} />}
        {page === 'help' && <HelpPage />}
      </main>
      <BatchBar selection={selection} onDownload={() => setOpened('batch')} />
      {opened === 'batch' && (
        <BatchDialog
          images={selection.images}
          onClose={close}
          onDone={() => {
            close();
            selection.clear();
          }}
        />
      )}
      {opened !== null && opened !== 'batch' && <ImageDialog {...opened} onClose={close} />}
    </>
  );
}

/** On arriving at another page: its title in the tab, its top in view, and the focus on it for screen readers. */
function useArrival(page: Page, main: React.RefObject<HTMLElement | null>): void {
  const before = useRef(page);
  useEffect(() => {
    document.title = `${titles[page]} – Picture desk`;
    if (before.current === page) return;
    before.current = page;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [page, main]);
}
