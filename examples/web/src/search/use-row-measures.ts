import { type RefObject, useLayoutEffect, useState } from 'react';
import type { RowMeasures } from './last-row';

/** The measures of a list of rows, also after its window changed; `null` before it is there. */
export function useRowMeasures(list: RefObject<HTMLElement | null>, isThere: boolean): RowMeasures | null {
  const [measures, setMeasures] = useState<RowMeasures | null>(null);
  useLayoutEffect(() => {
    const element = list.current;
    if (!isThere || element === null) return;
    const measure = () => {
      const style = getComputedStyle(element);
      setMeasures({
        width: element.getBoundingClientRect().width,
        // Registered as a length (tokens.css), so that it comes in pixels.
        row: Number.parseFloat(style.getPropertyValue('--row')),
        gap: Number.parseFloat(style.columnGap),
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [list, isThere]);
  return measures;
}
