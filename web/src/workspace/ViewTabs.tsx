import { Link } from "@tanstack/react-router";
import { VIEWS } from "./views";

/** Leads from view to view; what is looked at goes along. */
export function ViewTabs({ id }: { readonly id: string }) {
  return (
    <nav className="view-tabs" aria-label="Views">
      {VIEWS.map(({ to, name }) => (
        <Link key={to} to={to} params={{ id }} search={(now) => now} activeOptions={{ exact: true, includeSearch: false }} className="view-tab">
          {name}
        </Link>
      ))}
    </nav>
  );
}
