"""A question for every RPC of analysis that reads results: what a page that is opened asks.

Requests are JSON, as grpcurl and ghz take them. A new RPC without a question here is an error of whoever measures, so
that no figure leaves one out silently.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

import codevoyage.analysis.v1 as contracts

#: What reads runs, and not the results of one, or waits for them.
_OF_RUNS: Final = ("ListAnalyses", "WatchAnalysis", "ListAttempts")
#: What of a request depends on the repository.
_HOTTEST, _NEWEST, _MIDDLE, _SELF = "{hottest}", "{newest}", "{middle}", "{name}"
_BETWEEN: Final = {"between": {"before": {"position": _MIDDLE}, "after": {"position": _NEWEST}}}
#: Everything but `name`, which all have.
_ASKED: Final[dict[str, dict[str, Any]]] = {
    "AnalysisService/GetAnalysis": {},
    "AnalysisService/GetTimeline": {},
    "AnalysisService/GetTree": {"pageSize": 100},
    "TreeService/GetSnapshot": {},
    "TreeService/StreamVersions": {},
    "ActivityService/GetActivity": {"grain": "ACTIVITY_GRAIN_MONTH"},
    "EraService/ListEras": {},
    "EraService/ListTurningPoints": {},
    "HotspotService/ListHotspots": {"trendPoints": 12},
    "HotspotService/GetFileHistory": {"selection": {"pathPrefix": _HOTTEST}},
    "CouplingService/ListFileCoupling": {},
    "CouplingService/ListFolderCoupling": {},
    "CouplingService/ListMissingPartners": {"paths": [_HOTTEST]},
    "OwnershipService/ListFileOwners": {},
    "OwnershipService/ListFolderOwners": {},
    "OwnershipService/GetBusFactor": {},
    "OwnershipService/GetBusFactorHistory": {},
    "OwnershipService/ListOrphanedFiles": {"leaving": [0]},
    "ContributorService/ListContributors": {},
    "ContributorService/GetContributor": {"person": 0},
    "ContributorService/GetNetwork": {},
    "ContributorService/GetAssistedShare": {},
    "LanguageService/GetLanguages": {},
    "SurvivalService/GetSurvivingLines": {},
    "SurvivalService/GetSurvivalCurve": {},
    "SurvivalService/GetFileLines": {"path": _HOTTEST},
    "DifferenceService/GetDifference": _BETWEEN,
    "DifferenceService/ListDifferingFiles": _BETWEEN,
    "DifferenceService/ListHotterFiles": _BETWEEN,
    "DifferenceService/ListNewOwners": _BETWEEN,
    "DifferenceService/CompareRepositories": {"other": _SELF},
    "SearchService/Search": {"query": "make"},
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One RPC, as it is asked. method: `codevoyage.analysis.v1.TreeService/GetSnapshot`."""

    method: str
    request: dict[str, Any]
    streams: bool
    _descriptor: MethodDescriptor

    @property
    def follows_lines(self) -> bool:
        """It has no answer until lines have been followed, some time after the analysis has succeeded."""
        return ".SurvivalService/" in self.method

    def answers(self, channel: grpc.Channel, *, timeout: float) -> Iterator[Message]:
        """The messages of its answer, one unless it streams. Raises grpc.RpcError."""
        wanted, given = (GetMessageClass(each) for each in (self._descriptor.input_type, self._descriptor.output_type))
        request = ParseDict(self.request, wanted())
        if self.streams:
            yield from channel.unary_stream(
                f"/{self.method}", request_serializer=wanted.SerializeToString, response_deserializer=given.FromString
            )(request, timeout=timeout)
        else:
            yield channel.unary_unary(
                f"/{self.method}", request_serializer=wanted.SerializeToString, response_deserializer=given.FromString
            )(request, timeout=timeout)


def questions(channel: grpc.Channel, name: str) -> list[Question]:
    """Of an analysis, in the order of the table. Raises LookupError for an RPC that has none."""
    methods = {f"{method.containing_service.name}/{method.name}": method for method in _methods()}
    if missing := set(methods) - set(_ASKED):
        raise LookupError(f"there is no question for {', '.join(sorted(missing))}: write one in bench/questions.py")
    facts = _facts(channel, name)
    return [
        Question(
            method=f"{method.containing_service.full_name}/{method.name}",
            request={"name": name, **_filled(asked, facts)},
            streams=method.server_streaming,
            _descriptor=method,
        )
        for key, asked in _ASKED.items()
        if (method := methods.get(key))
    ]


def _methods() -> Iterator[MethodDescriptor]:
    """Of every contract that there is."""
    for module in sorted(each.name for each in pkgutil.iter_modules(contracts.__path__)):
        if module.endswith("_service_pb2"):
            file = importlib.import_module(f"{contracts.__name__}.{module}").DESCRIPTOR
            for service in file.services_by_name.values():
                for method in service.methods:
                    reads = method.name.startswith(("Get", "List", "Stream", "Search", "Compare"))
                    if reads and method.name not in _OF_RUNS:
                        yield method


def _facts(channel: grpc.Channel, name: str) -> dict[str, Any]:
    from codevoyage.analysis.v1 import hotspot_service_pb2 as pb
    from codevoyage.analysis.v1.hotspot_service_pb2_grpc import HotspotServiceStub

    answer = HotspotServiceStub(channel).ListHotspots(pb.ListHotspotsRequest(name=name, page_size=1), timeout=60)
    newest = answer.moment.position
    return {
        _HOTTEST: answer.hotspots[0].path if answer.hotspots else "",
        _NEWEST: newest,
        _MIDDLE: newest // 2,
        _SELF: name,
    }


def _filled(asked: Any, facts: dict[str, Any]) -> Any:
    match asked:
        case dict():
            return {key: _filled(value, facts) for key, value in asked.items()}
        case list():
            return [_filled(value, facts) for value in asked]
        case str():
            return facts.get(asked, asked)
        case _:
            return asked
