import { Link } from "@tanstack/react-router";
import { Notice } from "../ui/Notice";

/** An address of this page that leads nowhere. */
export function LostPage() {
  return (
    <Notice tone="plain" title="There is no such page">
      <Link to="/">The list of analyses</Link> leads to all that there are.
    </Notice>
  );
}
