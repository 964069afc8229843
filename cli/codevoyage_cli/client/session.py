"""A connection to the public services of a stack, and what its errors mean for a command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import grpc
from opentelemetry import trace

from codevoyage.analysis.v1.activity_service_pb2_grpc import ActivityServiceStub
from codevoyage.analysis.v1.analysis_service_pb2_grpc import AnalysisServiceStub
from codevoyage.analysis.v1.check_service_pb2_grpc import CheckServiceStub
from codevoyage.analysis.v1.contributor_service_pb2_grpc import ContributorServiceStub
from codevoyage.analysis.v1.coupling_service_pb2_grpc import CouplingServiceStub
from codevoyage.analysis.v1.difference_service_pb2_grpc import DifferenceServiceStub
from codevoyage.analysis.v1.era_service_pb2_grpc import EraServiceStub
from codevoyage.analysis.v1.hotspot_service_pb2_grpc import HotspotServiceStub
from codevoyage.analysis.v1.language_service_pb2_grpc import LanguageServiceStub
from codevoyage.analysis.v1.ownership_service_pb2_grpc import OwnershipServiceStub
from codevoyage.analysis.v1.search_service_pb2_grpc import SearchServiceStub
from codevoyage.analysis.v1.survival_service_pb2_grpc import SurvivalServiceStub
from codevoyage.analysis.v1.tree_service_pb2_grpc import TreeServiceStub
from codevoyage.ingest.v1.compare_service_pb2_grpc import CompareServiceStub
from codevoyage.ingest.v1.measures_service_pb2_grpc import MeasuresServiceStub
from codevoyage.ingest.v1.people_service_pb2_grpc import PeopleServiceStub
from codevoyage.ingest.v1.verification_service_pb2_grpc import VerificationServiceStub
from codevoyage.insights.v1.insight_service_pb2_grpc import InsightServiceStub
from codevoyage_cli.errors import CommandFailed, NoStack, WrongUsage
from codevoyage_cli.stack import RunningStack, connect
from codevoyage_cli.stack.folder import data_folder
from codevoyage_common.observe.traces import configure_traces, flush_traces
from codevoyage_common.rpc.channel import blocking_channel
from codevoyage_common.rpc.status import from_call

#: Seconds for one unary call: the gateway's own bound, and some for the way.
CALL_SECONDS: Final = 35.0


class CallFailed(CommandFailed):
    """A service refused or did not answer; the message is its sentence. reason: as `ErrorReason` names it."""

    def __init__(self, message: str, *, reason: str, code: grpc.StatusCode) -> None:
        super().__init__(message)
        self.reason = reason
        self.code = code


class Session:
    """Stubs of the public services. Calls raise CallFailed inside of `translated`."""

    def __init__(self, channel: grpc.Channel, *, address: str) -> None:
        #: Of the stack's page.
        self.address = address
        self.analyses: AnalysisServiceStub = AnalysisServiceStub(channel)
        self.trees: TreeServiceStub = TreeServiceStub(channel)
        self.activity: ActivityServiceStub = ActivityServiceStub(channel)
        self.eras: EraServiceStub = EraServiceStub(channel)
        self.ownership: OwnershipServiceStub = OwnershipServiceStub(channel)
        self.differences: DifferenceServiceStub = DifferenceServiceStub(channel)
        self.search: SearchServiceStub = SearchServiceStub(channel)
        self.contributors: ContributorServiceStub = ContributorServiceStub(channel)
        self.languages: LanguageServiceStub = LanguageServiceStub(channel)
        self.hotspots: HotspotServiceStub = HotspotServiceStub(channel)
        self.coupling: CouplingServiceStub = CouplingServiceStub(channel)
        self.survival: SurvivalServiceStub = SurvivalServiceStub(channel)
        self.checks: CheckServiceStub = CheckServiceStub(channel)
        self.verifications: VerificationServiceStub = VerificationServiceStub(channel)
        self.comparisons: CompareServiceStub = CompareServiceStub(channel)
        self.measures: MeasuresServiceStub = MeasuresServiceStub(channel)
        self.people: PeopleServiceStub = PeopleServiceStub(channel)
        self.insights: InsightServiceStub = InsightServiceStub(channel)


@contextmanager
def session(stack: RunningStack, *, command: str) -> Iterator[Session]:
    """A session with the stack, through its gateway.

    command: names the span that all calls of the block are in, so that one command is one trace.
    """
    configure_traces(process="cli", endpoint=os.environ.get("CODEVOYAGE_OTLP_ENDPOINT", ""))
    try:
        with (
            trace.get_tracer("codevoyage").start_as_current_span(f"codevoyage {command}"),
            blocking_channel(stack.target) as channel,
        ):
            yield Session(channel, address=stack.address)
    finally:
        flush_traces()


@contextmanager
def existing_session(data_dir: Path | None, *, command: str) -> Iterator[Session]:
    """A session with the stack that is up. Raises NoStack when none is, WrongUsage for what a service calls a wrong
    field: it was an argument or an option."""
    stack = connect(data_dir)
    if stack is None:
        raise NoStack(f"No stack is up in {data_folder(data_dir).root}. `codevoyage up --detach` starts one.")
    with session(stack, command=command) as opened:
        try:
            yield opened
        except CallFailed as error:
            if error.reason != "INVALID_FIELD":
                raise
            raise WrongUsage(str(error)) from error


@contextmanager
def translated(service: str = "analysis") -> Iterator[None]:
    """Raises CallFailed for a call of the block that fails. service: the one that is asked, for the sentence."""
    try:
        yield
    except grpc.RpcError as error:
        raise call_failed(error, service=service) from error


def call_failed(error: grpc.RpcError, *, service: str = "analysis") -> CallFailed:
    """What a failed call means here."""
    meant = from_call(error, service=service)
    code = error.code() if isinstance(error, grpc.Call) else grpc.StatusCode.UNAVAILABLE
    return CallFailed(meant.message, reason=meant.reason, code=code)
