"""One analysis is one trace, in a real Jaeger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.integration.stack.command import Command
from tests.repositories.oracle import Oracle
from tests.system.grpcurl import Grpcurl
from tests.system.jaeger import ARRIVE_SECONDS, Jaeger, Span, running_jaeger
from tests.system.stacks import started

pytestmark = [pytest.mark.integration, pytest.mark.tools]

BEHIND_THE_DOOR = {
    f"codevoyage-{service}-{process}"
    for service in ("analysis", "ingest", "insights")
    for process in ("server", "worker")
}
CLIENT, DOOR = "codevoyage-cli", "gateway"


@dataclass(frozen=True)
class Traced:
    """A stack that sends its spans to a Jaeger."""

    command: Command
    jaeger: Jaeger


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traced]:
    with running_jaeger(tmp_path_factory.mktemp("jaeger")) as jaeger, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CODEVOYAGE_OTLP_ENDPOINT", jaeger.otlp)
        with started() as command:
            yield Traced(command, jaeger)


def test_an_analysis_by_the_command_is_one_trace_over_every_process(traced: Traced, hard_cases: Oracle) -> None:
    assert traced.command.one("analyze", str(hard_cases.directory))["state"] == "SUCCEEDED"
    everybody = {CLIENT, DOOR, *BEHIND_THE_DOOR}
    trace = _whole(lambda: traced.jaeger.traces(CLIENT, name="codevoyage analyze"), everybody=everybody)
    assert _tops(trace) == ["codevoyage analyze"]


def test_an_analysis_by_grpcurl_is_one_trace_that_begins_at_the_gateway(traced: Traced, hard_cases: Oracle) -> None:
    with traced.command.folder.local_roots.open("a") as roots:
        roots.write(f"{hard_cases.directory}\n")
    grpcurl = Grpcurl(str(traced.command.one("status")["address"]).removeprefix("http://"))
    created = grpcurl.ask("CreateAnalysis", source=str(hard_cases.directory))["analysis"]
    with grpcurl.watch(created["name"], cursor="0") as messages:
        assert list(messages)[-1]["event"]["state"] == "STATE_SUCCEEDED"
    trace_id = created["correlationId"]  # what the run and every log line say finds the trace
    _whole(lambda: traced.jaeger.trace(trace_id), everybody={DOOR, *BEHIND_THE_DOOR})


def _whole(find: Callable[[], dict[str, list[Span]]], *, everybody: set[str]) -> list[Span]:
    """The only trace that is found, when spans of everybody have arrived, and each span's parent with them.

    Each process sends its spans in batches of its own, so that a child can arrive seconds before its parent.
    """
    deadline = time.monotonic() + ARRIVE_SECONDS
    while True:
        traces = list(find().values())
        if [_services(spans) for spans in traces] == [everybody] and len(_tops(traces[0])) == 1:
            return traces[0]
        assert time.monotonic() < deadline, f"missing: {[(everybody - _services(t), _tops(t)) for t in traces]}"
        time.sleep(0.2)


def _services(spans: list[Span]) -> set[str]:
    return {span.service for span in spans}


def _tops(spans: list[Span]) -> list[str]:
    """The names of the spans that are below no other one of the trace."""
    known = {span.id for span in spans}
    return [span.name for span in spans if span.parent not in known]
