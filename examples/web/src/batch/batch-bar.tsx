import { count } from '../ui/format';
import { mostSelected, type Selection } from './selection';

interface BatchBarProps {
  readonly selection: Selection;
  readonly onDownload: () => void;
}

/** What is selected, at the foot of the screen, and what can be done with it. */
export function BatchBar({ selection, onDownload }: BatchBarProps) {
  const { length } = selection.images;
  return (
    <div className="batch-bar" hidden={length === 0}>
      <p role="status">
        {length > 0 && `${count(length, 'picture')} selected`}
        {length >= mostSelected && ', which is as many as go in one download'}
      </p>
      <button type="button" className="button quiet" onClick={selection.clear}>
        Clear
      </button>
      <button type="button" className="button primary" onClick={onDownload}>
        Download…
      </button>
    </div>
  );
}
