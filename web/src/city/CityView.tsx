import { percent } from "../format/quantity";
import { useHistory } from "../history/useHistory";
import { isFinal } from "../run/words";
import { FailureNotice } from "../ui/FailureNotice";
import { useShown } from "../workspace/shown";
import { OpenCity } from "./OpenCity";
import "./city.css";

/** The tree of files at any moment: as a city, a treemap, or a table. */
export function CityView() {
  const { analysis } = useShown();
  const history = useHistory();
  switch (history.kind) {
    case "open":
      return <OpenCity worker={history.worker} opened={history.opened} />;
    case "failed":
      return <FailureNotice failure={history.failure} onRetry={history.retry} />;
    case "loading":
      return (
        <div className="city-loading">
          <p className="waiting">Loading the history … {history.all > 0 ? percent(history.come / history.all) : ""}</p>
          <progress aria-label="Loading the history" max={history.all || 1} value={history.come} />
        </div>
      );
    case "waiting":
      return <p className="waiting answered-none">{reason(analysis.empty, isFinal(analysis.state))}</p>;
  }
}

function reason(empty: boolean, ended: boolean): string {
  if (empty) return "This repository has no commit yet, so there is nothing to build.";
  return ended ? "This run ended before the history was read. Retry it, and the city is built." : "The city is built when the history has been read to its end.";
}
