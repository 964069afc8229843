import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Notice } from "../ui/Notice";

/** Says that a deletion was done; keyboards and readers go on from here. */
export function DeletedNotice() {
  const deleted = useLocation({ select: ({ state }) => state.deleted });
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (deleted !== undefined) place.current?.focus();
  }, [deleted]);
  if (deleted === undefined) return null;
  return (
    <div ref={place} tabIndex={-1}>
      <Notice tone="plain" title={`${deleted} was deleted`}>
        It is out of sight now; its rows and files follow within moments.
      </Notice>
    </div>
  );
}
