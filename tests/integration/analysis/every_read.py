"""Every RPC of analysis that reads results, with the least that it has to be asked of the small history.

They come from the contracts: a new one is here by itself. One that needs more than the name of an analysis says so in
`_NEEDED`; one that asks nothing of results says so in `_OF_RUNS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from codevoyage_analysis.reflection import PUBLIC
from tests.integration.analysis.calls import info_of

PACKAGE: Final = "codevoyage.analysis.v1."
#: Seconds of one call; on the small history each takes some milliseconds.
CALL_SECONDS: Final = 30
#: What begins, ends, lists and follows runs.
_OF_RUNS: Final = frozenset(
    f"AnalysisService/{method}"
    for method in (
        "CreateAnalysis",
        "GetAnalysis",
        "ListAnalyses",
        "CancelAnalysis",
        "WithdrawAnalysis",
        "RetryAnalysis",
        "ListAttempts",
        "DeleteRepository",
        "WatchAnalysis",
    )
)
#: A name that is to be replaced by that of the analysis.
_SELF: Final = "{name}"
_TEXT: Final = "c\\xff.txt"
_BETWEEN: Final = {"between": {"before": {"position": 0}}}
#: In the form of JSON, beside `name`.
_NEEDED: Final[dict[str, dict[str, Any]]] = {
    "HotspotService/GetFileHistory": {"selection": {"path_prefix": _TEXT}},
    "CouplingService/ListMissingPartners": {"paths": [_TEXT]},
    "OwnershipService/ListOrphanedFiles": {"leaving": [0]},
    "ContributorService/GetContributor": {"person": 0},
    "SurvivalService/GetFileLines": {"path": _TEXT},
    "SearchService/Search": {"query": "text"},
    "CheckService/CheckRefs": {"base": "main", "head": "refs/pull/1/head"},
    "DifferenceService/GetDifference": _BETWEEN,
    "DifferenceService/ListDifferingFiles": _BETWEEN,
    "DifferenceService/ListHotterFiles": _BETWEEN,
    "DifferenceService/ListNewOwners": _BETWEEN,
    "DifferenceService/CompareRepositories": {"other": _SELF},
}


@dataclass(frozen=True, kw_only=True)
class Read:
    """An RPC that reads results."""

    method: MethodDescriptor

    @property
    def key(self) -> str:
        """`TreeService/GetSnapshot`."""
        return f"{self.method.containing_service.name}/{self.method.name}"

    def request(self, name: str) -> Any:
        """The least that is answered, of an analysis."""
        needed = {"name": _SELF, **_NEEDED.get(self.key, {})}
        fields = {field: name if value == _SELF else value for field, value in needed.items()}
        return ParseDict(fields, GetMessageClass(self.method.input_type)())

    def answers(self, channel: grpc.Channel, request: Message) -> list[Any]:
        """Every message, one unless it streams. Raises grpc.RpcError."""
        path = f"/{self.method.containing_service.full_name}/{self.method.name}"
        forms = {
            "request_serializer": type(request).SerializeToString,
            "response_deserializer": GetMessageClass(self.method.output_type).FromString,
        }
        if self.method.server_streaming:
            return list(channel.unary_stream(path, **forms)(request, timeout=CALL_SECONDS))
        return [channel.unary_unary(path, **forms)(request, timeout=CALL_SECONDS)]

    def outcome(self, channel: grpc.Channel, request: Message) -> Outcome:
        """What it answers, in short. Fails for an error that does not say its reason."""
        try:
            self.answers(channel, request)
        except grpc.RpcError as error:
            info = info_of(error)
            return Outcome(reason=info.reason, metadata=dict(info.metadata))
        return Outcome()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """reason: of an error; empty where there was none."""

    reason: str = ""
    metadata: dict[str, str] | None = None

    @property
    def field(self) -> str:
        """The one that an error is about."""
        return (self.metadata or {}).get("field", "")


def every_read() -> list[Read]:
    """In the order in which the server names its services."""
    return list(_reads())


def _reads() -> Iterator[Read]:
    services = [name for name in PUBLIC if name.startswith(PACKAGE)]
    for service in map(descriptor_pool.Default().FindServiceByName, services):
        for method in service.methods:
            read = Read(method=method)
            if read.key not in _OF_RUNS:
                yield read
