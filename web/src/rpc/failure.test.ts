import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, it } from "vitest";
import { ErrorInfoSchema } from "../gen/google/rpc/error_details_pb";
import { callFailure, wasAborted } from "./failure";

function refusal(code: Code, reason: string, metadata: Record<string, string>, domain = "codevoyage"): ConnectError {
  const info = create(ErrorInfoSchema, { reason, domain, metadata });
  return new ConnectError("Say it with codevoyage analyze.", code, undefined, [{ desc: ErrorInfoSchema, value: info }]);
}

it("keeps the server's sentence, reason and metadata", () => {
  expect(callFailure(refusal(Code.InvalidArgument, "LOCAL_PATH_NOT_PERMITTED", { path: "/srv" }))).toEqual({
    reason: "LOCAL_PATH_NOT_PERMITTED",
    sentence: "Say it with codevoyage analyze.",
    metadata: { path: "/srv" },
    transient: false,
  });
});

it("tells an unavailable database from a gateway that is down", () => {
  expect(callFailure(refusal(Code.Unavailable, "DATABASE_UNAVAILABLE", {}))).toMatchObject({
    reason: "DATABASE_UNAVAILABLE",
    transient: true,
  });
  expect(callFailure(new ConnectError("HTTP 503", Code.Unavailable))).toMatchObject({ reason: "UNREACHABLE", transient: true });
  expect(callFailure(new TypeError("Failed to fetch"))).toMatchObject({ reason: "UNREACHABLE", transient: true });
});

it("does not take other people's reasons for ours", () => {
  expect(callFailure(refusal(Code.PermissionDenied, "WHATEVER", {}, "example.org")).reason).toBe("PERMISSION_DENIED");
});

it("knows its own aborts from a run that was cancelled", () => {
  expect(wasAborted(new DOMException("stop", "AbortError"))).toBe(true);
  expect(wasAborted(refusal(Code.Canceled, "CANCELLED", {}))).toBe(false);
});
