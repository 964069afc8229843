import { AddressField } from "./AddressField";
import { DeletedNotice } from "./DeletedNotice";
import { RecentRuns } from "./RecentRuns";

/** What it is, where to begin, and what there is already. */
export function HomePage() {
  return (
    <div className="home">
      <DeletedNotice />
      <div className="home-lead">
        <h1>
          Point it at a git repository. It reads the whole history, <em>and shows while it reads.</em>
        </h1>
        <AddressField />
      </div>
      <RecentRuns />
    </div>
  );
}
