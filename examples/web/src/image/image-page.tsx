import { pageAddress } from '../app/address';
import { Link } from '../app/link';
import { useScrollMemory } from '../ui/use-scroll-memory';
import { ImageView, useImage } from './image-view';
import { titleOf } from './picture';

/** One image as a page: its address was opened directly. */
export function ImagePage({ assetId }: { readonly assetId: string }) {
  const found = useImage(assetId);
  useScrollMemory(found.image !== null);
  return (
    <article>
      <Link className="link back" to={pageAddress('search')}>
        Search for more pictures
      </Link>
      <h1 dir="auto">{found.image ? titleOf(found.image) : `Image ${assetId}`}</h1>
      <ImageView found={found} />
    </article>
  );
}
