import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { ago } from "../format/moment";
import { count } from "../format/quantity";
import { sourceParts } from "../format/source";
import { useClients } from "../rpc/clients";
import { callFailure } from "../rpc/failure";
import { StatePill } from "../run/StatePill";
import { isFinal, isRetryable } from "../run/words";
import { FailureNotice } from "../ui/FailureNotice";
import { Inert } from "../ui/Inert";
import { useKeptFocus } from "../ui/useKeptFocus";
import { useNow } from "../ui/useNow";
import { Activity } from "./Activity";
import { RowRetry } from "./RowRetry";

/** Rows on the first page. */
const SHOWN = 25;
/** Rows that get a picture: each is one call, and a browser makes six at a time. */
const WITH_ACTIVITY = 12;

/** The latest analyses, newest first. */
export function RecentRuns() {
  const { analyses } = useClients();
  const now = useNow(30_000);
  const query = useQuery({
    queryKey: ["analyses"],
    queryFn: async ({ signal }) => (await analyses.listAnalyses({ pageSize: SHOWN }, { signal })).analyses,
    // What runs is looked at again soon; a list at rest, or a stack that is down, seldom.
    refetchInterval: ({ state }) => (state.data?.some((run) => !isFinal(run.state)) ? 2000 : 10_000),
  });
  // A row's button goes with the state that it is for.
  const list = useKeptFocus<HTMLElement>();
  return (
    <section className="recent" aria-labelledby="recent-title" ref={list} tabIndex={-1}>
      <h2 id="recent-title">Recent voyages</h2>
      {query.error ? <FailureNotice failure={callFailure(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <p className="waiting">Asking …</p> : null}
      {query.data?.length === 0 ? <p className="waiting">None yet. The first one you ask for appears here.</p> : null}
      {query.data && query.data.length > 0 ? (
        <table className="runs">
          <thead>
            <tr>
              <th scope="col">Repository</th>
              <th scope="col" className="runs-activity">
                Activity
              </th>
              <th scope="col" className="number">
                Commits
              </th>
              <th scope="col">State</th>
              <th scope="col" className="number">
                When
              </th>
            </tr>
          </thead>
          <tbody>
            {query.data.map((run, index) => (
              <RunRow key={run.name} run={run} now={now} drawn={index < WITH_ACTIVITY} />
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}

function RunRow({ run, now, drawn }: { readonly run: Analysis; readonly now: number; readonly drawn: boolean }) {
  const { title, place } = sourceParts(run.source);
  return (
    <tr>
      <th scope="row">
        <Link to="/analyses/$id" params={{ id: run.name.replace("analyses/", "") }} className="runs-link">
          <Inert text={title} />
        </Link>
        <span className="runs-place">
          <Inert text={place} />
        </span>
      </th>
      <td className="runs-activity">{drawn && run.resultRevision > 0n && !run.empty ? <Activity analysis={run} /> : null}</td>
      <td className="number runs-commits">{run.empty ? "empty" : commitsRead(run)}</td>
      <td className="runs-state">
        <StatePill state={run.state} />
        {isRetryable(run.state) ? <RowRetry name={run.name} title={title} /> : null}
      </td>
      <td className="number runs-when">{run.createTime ? ago(run.createTime, now) : ""}</td>
    </tr>
  );
}

/** A cap or a shallow source leaves a history of at least so many. */
function commitsRead({ figures }: Analysis): string {
  const atLeast = figures?.truncated === true || figures?.shallow === true;
  return `${atLeast ? "≥ " : ""}${count(figures?.commits ?? 0n)}`;
}
