import { State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { stateName } from "./words";

const LOOK: Readonly<Record<State, string>> = {
  [State.UNSPECIFIED]: "waiting",
  [State.QUEUED]: "waiting",
  [State.RUNNING]: "live",
  [State.RETRYING]: "retrying",
  [State.CANCELLING]: "stopping",
  [State.SUCCEEDED]: "done",
  [State.FAILED]: "failed",
  [State.CANCELLED]: "stopped",
};

/** A state in a word, told by shape as well as colour. */
export function StatePill({ state }: { readonly state: State }) {
  return <span className={`pill pill-${LOOK[state]}`}>{stateName(state)}</span>;
}
