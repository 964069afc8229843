"""The public services by grpcurl, through the gateway."""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from datetime import UTC, datetime

import pytest

from tests.integration.stack.command import Command
from tests.repositories.copies import copied
from tests.repositories.oracle import Oracle
from tests.system.grpcurl import ANALYSES, PROTO, Grpcurl, Message
from tests.system.holding import reading_held
from tests.system.stacks import Figures

pytestmark = [pytest.mark.integration, pytest.mark.tools]

VERIFICATIONS = "codevoyage.ingest.v1.VerificationService"
MEASURES = "codevoyage.ingest.v1.MeasuresService"
COMPARISONS = "codevoyage.ingest.v1.CompareService"
PEOPLE = "codevoyage.ingest.v1.PeopleService"
TREES = "codevoyage.analysis.v1.TreeService"
CONTRIBUTORS = "codevoyage.analysis.v1.ContributorService"
OWNERSHIP = "codevoyage.analysis.v1.OwnershipService"
ACTIVITY = "codevoyage.analysis.v1.ActivityService"
ERAS = "codevoyage.analysis.v1.EraService"
DIFFERENCES = "codevoyage.analysis.v1.DifferenceService"
LANGUAGES = "codevoyage.analysis.v1.LanguageService"
COUPLING = "codevoyage.analysis.v1.CouplingService"
SURVIVAL = "codevoyage.analysis.v1.SurvivalService"
CHECK = "codevoyage.analysis.v1.CheckService"
HOTSPOTS = "codevoyage.analysis.v1.HotspotService"
SEARCH = "codevoyage.analysis.v1.SearchService"
INSIGHTS = "codevoyage.insights.v1.InsightService"
PUBLIC = {
    ANALYSES,
    TREES,
    ACTIVITY,
    ERAS,
    OWNERSHIP,
    CONTRIBUTORS,
    DIFFERENCES,
    SEARCH,
    LANGUAGES,
    HOTSPOTS,
    CHECK,
    SURVIVAL,
    COUPLING,
    VERIFICATIONS,
    COMPARISONS,
    MEASURES,
    PEOPLE,
    INSIGHTS,
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
}
#: In the order in which a run goes through them.
STAGES = ["STAGE_FETCHING", "STAGE_READING", "STAGE_MEASURING", "STAGE_COMPUTING", "STAGE_DESCRIBING"]


def test_list_names_exactly_the_public_services(grpcurl: Grpcurl) -> None:
    assert set(grpcurl("list").split()) == PUBLIC


@pytest.mark.parametrize(
    ("service", "method"),
    [
        (ANALYSES, "WatchAnalysis"),
        (ANALYSES, "GetTree"),
        (TREES, "GetSnapshot"),
        (ACTIVITY, "GetActivity"),
        (ERAS, "ListTurningPoints"),
        (OWNERSHIP, "ListFileOwners"),
        (CONTRIBUTORS, "GetNetwork"),
        (DIFFERENCES, "CompareRepositories"),
        (SEARCH, "Search"),
        (LANGUAGES, "GetLanguages"),
        (HOTSPOTS, "ListHotspots"),
        (HOTSPOTS, "GetFileHistory"),
        (CHECK, "CheckRefs"),
        (SURVIVAL, "GetSurvivingLines"),
        (SURVIVAL, "GetSurvivalCurve"),
        (SURVIVAL, "GetFileLines"),
        (COUPLING, "ListFileCoupling"),
        (COUPLING, "ListFolderCoupling"),
        (COUPLING, "ListMissingPartners"),
        (VERIFICATIONS, "VerifyRepository"),
        (COMPARISONS, "CompareRefs"),
        (MEASURES, "MeasureFile"),
        (PEOPLE, "MergePeople"),
        (INSIGHTS, "ListInsights"),
    ],
)
def test_describe_tells_methods_and_messages(grpcurl: Grpcurl, service: str, method: str) -> None:
    assert f"rpc {method} (" in re.sub(r" +", " ", grpcurl("describe", service))
    package = service.rpartition(".")[0]
    assert f"message {method}Request {{" in grpcurl("describe", f"{package}.{method}Request")


def test_internal_services_are_not_reachable(grpcurl: Grpcurl) -> None:
    internal = [
        (path, f"{package[1]}.{service}", method)
        for path in PROTO.rglob("*_service.proto")
        for package in [re.search(r"^package ([\w.]+);", path.read_text(), re.MULTILINE)]
        for service, method in re.findall(
            r"^service (\w+) \{.*?rpc (\w+)\(", path.read_text(), re.DOTALL | re.MULTILINE
        )
        if package is not None and f"{package[1]}.{service}" not in PUBLIC
    ]
    assert {service for _, service, _ in internal} == {
        "codevoyage.ingest.v1.IngestService",
        "codevoyage.ingest.v1.HunksService",
        "codevoyage.ingest.v1.FramesService",
        "codevoyage.insights.v1.InsightJobService",
    }
    for path, service, method in internal:
        contract = ("-import-path", str(PROTO), "-proto", str(path.relative_to(PROTO)), "-d", "{}")
        refused = grpcurl.attempt(f"{service}/{method}", options=contract)
        assert "Code: Unimplemented" in refused.stderr
        assert refused.stdout == ""


@pytest.mark.usefixtures("permitted")
def test_a_watch_prints_stages_as_they_happen(grpcurl: Grpcurl, long_history: Oracle) -> None:
    created = grpcurl.ask("CreateAnalysis", source=str(long_history.directory))["analysis"]
    name = created["name"]
    assert created["state"] == "STATE_QUEUED"
    states: set[str] = set()
    with grpcurl.watch(name, cursor="0") as messages:
        first = next(messages)
        assert first["snapshot"]["name"] == name
        events = []
        for message in messages:
            if "event" in message:
                events.append(message["event"])
                if "STATE_SUCCEEDED" not in states:
                    states.add(grpcurl.ask("GetAnalysis", name=name)["analysis"]["state"])
    assert "STATE_RUNNING" in states  # events came while the run was going, not after it
    assert [int(event["sequence"]) for event in events] == list(range(1, len(events) + 1))
    assert _without_repetitions([event["state"] for event in events]) == [
        "STATE_QUEUED",
        "STATE_RUNNING",
        "STATE_SUCCEEDED",
    ]
    seen = _without_repetitions([event["stage"] for event in events if "stage" in event])
    assert seen == [stage for stage in STAGES if stage in seen]  # a short one may pass between two events
    assert {"STAGE_READING", "STAGE_COMPUTING"} <= set(seen)
    run = grpcurl.ask("GetAnalysis", name=name)["analysis"]
    assert [stage["stage"] for stage in run["stages"]] == STAGES
    read = [int(event.get("figures", {}).get("commits", 0)) for event in events]
    assert read == sorted(read)
    assert read[-1] == long_history.commit_count
    progress = [event["progress"] for event in events if "progress" in event]
    for stage in STAGES:
        done = [int(seen.get("done", 0)) for seen in progress if seen["stage"] == stage]
        assert done == sorted(done), stage


def _without_repetitions(values: list[str]) -> list[str]:
    return [value for before, value in zip([None, *values], values, strict=False) if value != before]


@pytest.mark.usefixtures("permitted")
def test_a_watch_that_is_killed_and_resumed_misses_nothing_and_repeats_nothing(
    grpcurl: Grpcurl, long_history: Oracle
) -> None:
    name = grpcurl.ask("CreateAnalysis", source=str(long_history.directory))["analysis"]["name"]
    pieces: list[Message] = []
    cursor, kills, ended = "0", 0, False
    while not ended:
        with grpcurl.watch(name, cursor=cursor) as messages:
            taken = 0
            for message in messages:
                cursor = message["cursor"]
                if "event" in message:
                    pieces.append(message)
                    taken += 1
                if taken == 2 + kills:
                    kills += 1
                    break
            else:
                ended = True
    assert kills >= 2
    with grpcurl.watch(name, cursor="0") as messages:
        replayed = [message for message in messages if "event" in message]
    assert pieces == replayed
    assert pieces[-1]["event"]["state"] == "STATE_SUCCEEDED"


@pytest.mark.parametrize(("grain", "pattern"), [("GRAIN_DAY", "%Y-%m-%d"), ("GRAIN_MONTH", "%Y-%m-01")])
def test_the_timeline_reads_well_and_equals_git(
    grpcurl: Grpcurl, analysed: Figures, hard_cases: Oracle, grain: str, pattern: str
) -> None:
    answer = grpcurl.ask("GetTimeline", name=analysed["analysis"], grain=grain)
    assert answer["complete"] is True
    assert [bucket["start"] for bucket in answer["buckets"]] == sorted(bucket["start"] for bucket in answer["buckets"])
    found = {
        bucket["start"]: tuple(int(bucket.get(key, 0)) for key in ("commits", "insertions", "deletions", "people"))
        for bucket in answer["buckets"]
    }
    assert found == _timeline(hard_cases, pattern)


def _timeline(oracle: Oracle, pattern: str) -> dict[str, tuple[int, int, int, int]]:
    totals = oracle.totals()
    commits: dict[str, list[str]] = defaultdict(list)
    people: dict[str, set[bytes]] = defaultdict(set)
    for commit in oracle.commits():
        time = int(oracle.show(commit, "%ct"))
        start = datetime.fromtimestamp(time, UTC).strftime(pattern)
        commits[start].append(commit)
        people[start].add(oracle.show(commit, "%ae").lower())
    return {
        start: (
            len(ids),
            sum(totals.get(commit, (0, 0, 0))[1] for commit in ids),
            sum(totals.get(commit, (0, 0, 0))[2] for commit in ids),
            len(people[start]),
        )
        for start, ids in commits.items()
    }


def test_the_tree_reads_well_and_equals_git(grpcurl: Grpcurl, analysed: Figures, hard_cases: Oracle) -> None:
    answer = grpcurl.ask("GetTree", name=analysed["analysis"])
    expected = sorted(hard_cases.tree(), key=lambda entry: entry.path)
    assert answer["commit"] == hard_cases.head
    assert "nextPageToken" not in answer
    files = [(file["blob"], _number(file, "bytes"), _number(file, "lines")) for file in answer["files"]]
    assert files == [(entry.blob, entry.size, entry.lines) for entry in expected]
    assert [int(file["mode"], 8) for file in answer["files"]] == [entry.mode for entry in expected]
    assert [_path(file) for file in answer["files"]] == [entry.path for entry in expected]
    assert int(answer["totalFiles"]) == len(expected)
    assert int(answer["totalBytes"]) == sum(entry.size or 0 for entry in expected)
    assert int(answer["totalLines"]) == sum(entry.lines or 0 for entry in expected)


def _path(file: Message) -> bytes:
    return base64.b64decode(file["pathBytes"]) if "pathBytes" in file else str(file["path"]).encode()


def _number(file: Message, field: str) -> int | None:
    return int(file[field]) if field in file else None


def test_an_error_says_what_to_do(grpcurl: Grpcurl, stack: Command) -> None:
    before = stack.lines("runs")
    refused = grpcurl.attempt(f"{ANALYSES}/CreateAnalysis", options=("-d", '{"source": "ftp://example.org/a"}'))
    assert "Code: InvalidArgument" in refused.stderr
    assert "ADDRESS_NOT_PERMITTED" in refused.stderr
    assert stack.lines("runs") == before


@pytest.mark.usefixtures("permitted")
def test_the_newest_tree_and_the_timeline_are_there_before_any_change_is_read(
    stack: Command, grpcurl: Grpcurl, long_history: Oracle
) -> None:
    with reading_held(stack):
        name = grpcurl.ask("CreateAnalysis", source=str(copied(long_history.directory, prefix="early")))["analysis"][
            "name"
        ]
        with grpcurl.watch(name, cursor="0") as messages:
            for message in messages:
                if int(message.get("event", {}).get("figures", {}).get("commits", 0)) == long_history.commit_count:
                    break
        early = grpcurl.ask("GetTree", name=name)
        timeline = grpcurl.ask("GetTimeline", name=name, grain="GRAIN_DAY")
    head = long_history.mainline[-1]
    assert early["commit"] == head
    assert "complete" not in early
    assert "totalLines" not in early
    found = {file["path"].encode(): (file["blob"], int(file["bytes"]), file.get("lines")) for file in early["files"]}
    assert found == {entry.path: (entry.blob, entry.size, None) for entry in long_history.tree(head)}
    assert sum(int(bucket["commits"]) for bucket in timeline["buckets"]) == long_history.commit_count
    assert "complete" not in timeline
    with grpcurl.watch(name, cursor="") as messages:
        for _ in messages:
            pass
    whole = grpcurl.ask("GetTree", name=name)
    assert whole["complete"]
    assert int(whole["totalLines"]) == sum(entry.lines or 0 for entry in long_history.tree(head))
    assert [file["path"] for file in whole["files"]] == [file["path"] for file in early["files"]]


@pytest.mark.usefixtures("permitted")
def test_a_cancelled_run_is_retried_and_tells_its_attempts(
    stack: Command, grpcurl: Grpcurl, long_history: Oracle
) -> None:
    with reading_held(stack):
        source = str(copied(long_history.directory, prefix="retried"))
        name = grpcurl.ask("CreateAnalysis", source=source)["analysis"]["name"]
        with grpcurl.watch(name, cursor="0") as messages:
            for message in messages:
                if message.get("event", {}).get("stage") == "STAGE_READING":
                    break
        assert grpcurl.ask("CancelAnalysis", name=name)["analysis"]["state"] == "STATE_CANCELLING"
    with grpcurl.watch(name, cursor="") as messages:
        assert [message["event"]["state"] for message in messages if "event" in message][-1:] in (
            [],  # it had ended before it was watched
            ["STATE_CANCELLED"],
        )
    assert grpcurl.ask("RetryAnalysis", name=name)["analysis"]["state"] == "STATE_RETRYING"
    with grpcurl.watch(name, cursor="") as messages:
        *_, last = messages
    assert (last["event"] if "event" in last else last["snapshot"])["state"] == "STATE_SUCCEEDED"
    attempts = grpcurl.ask("ListAttempts", name=name)["attempts"]
    outcomes = [(each["service"], each["outcome"].removeprefix("ATTEMPT_OUTCOME_")) for each in attempts]
    assert outcomes.count(("analysis", "CANCELLED")) == outcomes.count(("analysis", "SUCCEEDED")) == 1
    assert ("insights", "SUCCEEDED") in outcomes
