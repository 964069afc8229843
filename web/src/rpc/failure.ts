import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "../gen/google/rpc/error_details_pb";

/** A call that failed, as a person meets it. */
export interface CallFailure {
  /** Name of an ErrorReason without its prefix; `UNREACHABLE`: nobody of ours answered. */
  readonly reason: string;
  /** One sentence that says what to do. */
  readonly sentence: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** The same call may succeed later without anybody changing it. */
  readonly transient: boolean;
}

const TRANSIENT: ReadonlySet<Code> = new Set([Code.Unavailable, Code.DeadlineExceeded, Code.ResourceExhausted, Code.Aborted]);

/** What a thrown thing says. Server sentences are kept word for word. */
export function callFailure(thrown: unknown): CallFailure {
  const error = ConnectError.from(thrown);
  const info = error.findDetails(ErrorInfoSchema).find((detail) => detail.domain === "codevoyage");
  if (info) {
    return {
      reason: info.reason,
      sentence: error.rawMessage,
      metadata: info.metadata,
      transient: TRANSIENT.has(error.code),
    };
  }
  if (neverArrived(error)) {
    return {
      reason: "UNREACHABLE",
      sentence: "CodeVoyage does not answer. It may be starting, or stopped: `codevoyage status` tells, `codevoyage up` starts it.",
      metadata: {},
      transient: true,
    };
  }
  return {
    reason: Code[error.code].replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase(),
    sentence: error.rawMessage || "The call failed, and nobody said why.",
    metadata: {},
    transient: TRANSIENT.has(error.code),
  };
}

/** Whether the person, or the page, gave the call up. */
export function wasAborted(thrown: unknown): boolean {
  return ConnectError.from(thrown).code === Code.Canceled && ConnectError.from(thrown).findDetails(ErrorInfoSchema).length === 0;
}

function neverArrived(error: ConnectError): boolean {
  // fetch says only `TypeError` of a refused or reset connection; a gateway without an upstream answers 502 to 504.
  return error.code === Code.Unavailable || error.cause instanceof TypeError || error.rawMessage === "missing trailer";
}
