import { Link, Outlet } from "@tanstack/react-router";
import { ThemeSwitch } from "../theme/ThemeSwitch";
import { Mark } from "../ui/Mark";

/** What is around every page. */
export function Shell() {
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="top">
        <Link to="/" className="top-home">
          <Mark />
          <span>CodeVoyage</span>
        </Link>
        <nav className="top-nav" aria-label="Page">
          <Link to="/" className="top-link" activeOptions={{ exact: true }}>
            Voyages
          </Link>
          <ThemeSwitch />
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}
