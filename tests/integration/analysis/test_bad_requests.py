"""Whatever a request asks for, each RPC that reads results says which field is wrong, none takes it for a defect."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from tests.integration.analysis.calls import create, watched
from tests.integration.analysis.conftest import Processes, Sql
from tests.integration.analysis.every_read import Outcome, Read, every_read
from tests.integration.analysis.out_of_bounds import out_of_bounds
from tests.integration.analysis.scripted_services import until

pytestmark = pytest.mark.integration
READS = every_read()
#: Not for analysis to judge: any revision may come yet, and references are ingest's.
ELSEWHERE = {
    ("AnalysisService/GetTimeline", "min_revision"),
    ("CheckService/CheckRefs", "base"),
    ("CheckService/CheckRefs", "head"),
    ("CheckService/CheckRefs", "request_id"),
}
#: What is asked for by its path, or stood at no time, is not there.
NOT_THERE = ("", "RESOURCE_NOT_FOUND")


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object, sql: Sql) -> str:
    """An analysis of the small history, with all that follows its run."""
    made = create(stub)
    watched(stub, made)
    until(lambda: sql("SELECT bool_and(end_time IS NOT NULL) FROM analysis.studies") == [(True,)])
    return made


@pytest.fixture
def channel(processes: Processes, stub: object) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(processes.address) as channel:
        yield channel


def with_field(field: str) -> Iterable[Read]:
    """Those whose requests have it."""
    return [read for read in READS if field in read.request("").DESCRIPTOR.fields_by_name]


def refusals(channel: grpc.Channel, asked: Iterable[tuple[Read, Any]]) -> dict[str, tuple[str, str]]:
    """Of each RPC, reason and field of the error that its request is answered with."""
    found = {read.key: read.outcome(channel, request) for read, request in asked}
    return {key: (outcome.reason, outcome.field) for key, outcome in found.items()}


def test_requests_as_they_should_be_are_answered(channel: grpc.Channel, name: str) -> None:
    found = {read.key: read.outcome(channel, read.request(name)) for read in READS}
    assert found == {read.key: Outcome() for read in READS}


def test_the_field_that_is_out_of_its_bounds_is_named(channel: grpc.Channel, name: str) -> None:
    asked = [(read, bad) for read in READS for bad in out_of_bounds(read.request(name))]
    wrong = {}
    for read, bad in asked:
        outcome = read.outcome(channel, bad.request)
        if (read.key, bad.field) in ELSEWHERE:
            assert outcome.reason != "INTERNAL"
        elif (outcome.reason, outcome.field) != ("INVALID_FIELD", bad.field):
            wrong[f"{read.key} {bad}"] = outcome
    assert wrong == {}
    assert len(asked) > 10 * len(READS)  # each has a name, and most have a selection


def test_no_time_is_too_early_or_too_late(channel: grpc.Channel, name: str) -> None:
    paths = (("as_of", "time"), ("time_range", "start"), ("time_range", "end"))
    for seconds, (outer, inner) in product([-(2**63), -(2**31), 0, 2**33, 2**63 - 1], paths):
        for read in with_field("selection"):
            request = read.request(name)
            getattr(getattr(request.selection, outer), inner).seconds = seconds
            assert read.outcome(channel, request).reason in NOT_THERE, (read.key, inner, seconds)


def test_a_range_has_to_end_after_it_starts(channel: grpc.Channel, name: str) -> None:
    asked = []
    for read in with_field("selection"):
        request = read.request(name)
        request.selection.time_range.start.seconds = request.selection.time_range.end.seconds = 1_706_745_600
        asked.append((read, request))
    found = refusals(channel, asked)
    assert found == dict.fromkeys(found, ("INVALID_FIELD", "selection.time_range.end"))


def test_a_path_has_to_be_written_as_it_is_shown(channel: grpc.Channel, name: str) -> None:
    for field, prefix in product(("selection", "between"), ("\\", "a\\x0", "a\\xZZ", "\\n")):
        asked = [(read, read.request(name)) for read in with_field(field)]
        for _, request in asked:
            getattr(request, field).path_prefix = prefix
        found = refusals(channel, asked)
        assert found == dict.fromkeys(found, ("INVALID_FIELD", f"{field}.path_prefix"))


def test_a_path_at_which_nothing_stands_selects_nothing(channel: grpc.Channel, name: str) -> None:
    # Trees that were made by hand may have such names, and answers hand their paths out to be asked for.
    odd = ("/absolute", "../up", "a/../b", "a//b", ".", "\0", "\\x00", "\u202e", "a/")
    for field, prefix in product(("selection", "between"), odd):
        for read in with_field(field):
            request = read.request(name)
            getattr(request, field).path_prefix = prefix
            assert read.outcome(channel, request).reason in NOT_THERE, (read.key, prefix)


def test_a_token_that_no_page_gave_is_refused(channel: grpc.Channel, name: str) -> None:
    of_another, nested = (base64.b64encode(text).decode() for text in (b'["0000000000000000",1]', b"[" * 150))
    for token in ("!", "a", "1", "ü", of_another, nested):
        asked = [(read, read.request(name)) for read in with_field("page_token")]
        for _, request in asked:
            request.page_token = token
        found = refusals(channel, asked)
        assert found == dict.fromkeys(found, ("INVALID_FIELD", "page_token"))


def test_pages_have_bounds(channel: grpc.Channel, name: str) -> None:
    for size in (-1, 10_001):
        asked = [(read, read.request(name)) for read in with_field("page_size")]
        for _, request in asked:
            request.page_size = size
        found = refusals(channel, asked)
        assert found == dict.fromkeys(found, ("INVALID_FIELD", "page_size"))


def test_what_is_no_name_of_an_analysis_is_refused(channel: grpc.Channel) -> None:
    for called in ("", "analyses/", "repositories/aaaaaaaaaaaaaaaa", "analyses/../../etc/passwd"):
        found = refusals(channel, [(read, read.request(called)) for read in READS])
        # It has two, and begins with the other.
        of_two = {"DifferenceService/CompareRepositories": ("INVALID_FIELD", "other")}
        assert found == dict.fromkeys(found, ("INVALID_FIELD", "name")) | of_two


def test_an_analysis_that_nobody_made_is_not_found(channel: grpc.Channel) -> None:
    unknown = "analyses/" + "a" * 16
    found = {read.key: read.outcome(channel, read.request(unknown)) for read in READS}
    assert found == {read.key: Outcome(reason="RESOURCE_NOT_FOUND", metadata={"resource": unknown}) for read in READS}
