import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly className?: string;
  /** More controls for the head, before the one that closes. */
  readonly controls?: ReactNode;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  /** Where the focus goes when it closes, if not to where it was before; called after it closed. */
  readonly focusAfter?: () => HTMLElement | null;
}

/**
 * A modal dialog: the browser keeps the focus inside, closes it on Escape and makes the rest inert. Focus goes back to
 * where it was when it closes.
 */
export function Dialog({
  title,
  onClose,
  children,
  className = '',
  controls,
  onKeyDown,
  focusAfter,
}: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();
  const latest = useRef(focusAfter);
  useEffect(() => {
    latest.current = focusAfter;
  });

  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    heading.current?.focus();
    return () => {
      element?.close();
      const target = latest.current?.() ?? before;
      if (target instanceof HTMLElement) target.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={titleId}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={titleId} tabIndex={-1} ref={heading} dir="auto">
          {title}
        </h2>
        <div className="dialog-controls">
          {controls}
          <button type="button" className="button icon" onClick={onClose} aria-label="Close" title="Close">
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="m6 6 12 12M18 6 6 18" />
            </svg>
          </button>
        </div>
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
