import type { ComponentProps, MouseEvent } from 'react';
import { goTo, hrefOf, openOver } from './router';

interface LinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  /** An address below the application's base. */
  readonly to: string;
  /** Opens a picture over the page in view. */
  readonly isOverlay?: boolean;
}

/** A link within the application. A new tab or window is left to the browser. */
export function Link({ to, isOverlay = false, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (isOverlay) openOver(to);
    else goTo(to);
  };
  return (
    <a {...rest} href={hrefOf(to)} onClick={follow}>
      {children}
    </a>
  );
}
