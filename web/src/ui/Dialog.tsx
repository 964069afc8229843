import { useId, useLayoutEffect, useRef, type ReactNode } from "react";

export interface DialogProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** Buttons; the first is focused, so it is the one that changes nothing. */
  readonly actions: ReactNode;
  /** Escape was pressed, or it was closed otherwise. */
  readonly onClose: () => void;
}

/** A question that has to be answered first. While it is there the browser keeps focus inside, and gives it back after. */
export function Dialog({ title, children, actions, onClose }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the dialog is taken out of the page: a closed one gives focus back to where it was, a removed one does not.
  useLayoutEffect(() => {
    const node = dialog.current;
    if (!node) return undefined;
    node.showModal();
    return () => node.close();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-body`} onCancel={onClose}>
      <h2 id={`${id}-title`}>{title}</h2>
      <div id={`${id}-body`} className="dialog-body">
        {children}
      </div>
      <div className="dialog-actions">{actions}</div>
    </dialog>
  );
}
