"""What is behind the one port, and what is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from codevoyage_gateway.settings import GatewaySettings
from tests.integration.gateway.calls import grpc_error, grpc_web_call, http_call
from tests.integration.gateway.parts import Gateway, Upstream, loopback, running_envoy

pytestmark = pytest.mark.integration

SERVING = health_pb2.HealthCheckResponse.SERVING
INTERNAL = [
    "/codevoyage.ingest.v1.IngestService/StartIngest",
    "/codevoyage.ingest.v1.HunksService/StartHunks",
    "/codevoyage.ingest.v1.VerificationServiceX/VerifyRepository",
    "/codevoyage.ingest.v1.VerificationService/../../codevoyage.ingest.v1.IngestService/StartIngest",
    "/codevoyage.insights.v1.InsightJobService/GenerateInsights",
    "/codevoyage.analysis.v1.AnalysisServiceX/GetAnalysis",
    "/codevoyage.analysis.v1.AnalysisService/../../codevoyage.ingest.v1.IngestService/StartIngest",
    "//codevoyage.ingest.v1.IngestService/StartIngest",
]


def test_native_grpc_reaches_health(gateway: Gateway) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{gateway.port}") as channel:
        answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=30)
    assert answer.status == SERVING


def test_grpc_web_reaches_health_on_the_same_port(gateway: Gateway) -> None:
    answer = grpc_web_call(
        gateway.port, "/grpc.health.v1.Health/Check", health_pb2.HealthCheckRequest().SerializeToString()
    )
    assert answer.status is grpc.StatusCode.OK
    assert [health_pb2.HealthCheckResponse.FromString(message).status for message in answer.messages] == [SERVING]


def test_a_stream_arrives_while_it_is_open(gateway: Gateway) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{gateway.port}") as channel:
        watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(), timeout=30)
        assert next(watch).status == SERVING
        watch.cancel()


def test_reflection_names_the_services(gateway: Gateway) -> None:
    asked = iter([reflection_pb2.ServerReflectionRequest(list_services="")])
    with grpc.insecure_channel(f"127.0.0.1:{gateway.port}") as channel:
        [answer] = reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(asked, timeout=30)
    assert "codevoyage.analysis.v1.AnalysisService" in {s.name for s in answer.list_services_response.service}


@pytest.mark.parametrize(
    "method",
    [
        "VerificationService/VerifyRepository",
        "VerificationService/GetVerification",
        "VerificationService/CancelVerification",
        "CompareService/CompareRefs",
        "CompareService/CancelComparison",
        "MeasuresService/MeasureFile",
        "MeasuresService/CancelMeasuring",
        "PeopleService/ListPeople",
        "PeopleService/MergePeople",
        "PeopleService/SplitPerson",
        "PeopleService/ListEdits",
        "PeopleService/UndoEdit",
    ],
)
def test_some_services_are_public_although_they_are_ingest_s(gateway: Gateway, upstream: Upstream, method: str) -> None:
    path = f"/codevoyage.ingest.v1.{method}"
    assert grpc_error(gateway.port, path) is None
    assert grpc_web_call(gateway.port, path, b"").status is grpc.StatusCode.OK
    assert upstream.methods[-2:] == [path, path]


@pytest.mark.parametrize(
    "method",
    [
        "TreeService/GetSnapshot",
        "TreeService/StreamVersions",
        "ActivityService/GetActivity",
        "EraService/ListEras",
        "EraService/ListTurningPoints",
        "OwnershipService/ListFileOwners",
        "ContributorService/ListContributors",
        "DifferenceService/GetDifference",
        "DifferenceService/CompareRepositories",
        "SearchService/Search",
        "LanguageService/GetLanguages",
        "HotspotService/ListHotspots",
        "HotspotService/GetFileHistory",
        "CheckService/CheckRefs",
        "SurvivalService/GetSurvivingLines",
        "SurvivalService/GetSurvivalCurve",
        "SurvivalService/GetFileLines",
        "CouplingService/ListFileCoupling",
        "CouplingService/ListFolderCoupling",
        "CouplingService/ListMissingPartners",
    ],
)
def test_services_of_one_subject_each_are_analysis_s(gateway: Gateway, upstream: Upstream, method: str) -> None:
    path = f"/codevoyage.analysis.v1.{method}"
    assert grpc_error(gateway.port, path) is None
    assert upstream.methods[-1:] == [path]


@pytest.mark.parametrize("path", INTERNAL)
def test_internal_services_are_not_reachable(gateway: Gateway, upstream: Upstream, path: str) -> None:
    before = len(upstream.calls)
    error = grpc_error(gateway.port, path)
    assert error is not None
    assert error.code() is grpc.StatusCode.UNIMPLEMENTED
    assert grpc_web_call(gateway.port, path, b"").status is grpc.StatusCode.UNIMPLEMENTED
    assert http_call(gateway.port, "GET", path).status in {404, 415}
    assert upstream.methods[before:] == []


def test_escaped_slashes_do_not_hide_a_service(gateway: Gateway, upstream: Upstream) -> None:
    before = len(upstream.calls)
    path = "/codevoyage.analysis.v1.AnalysisService%2F..%2Fx/GetAnalysis"
    assert http_call(gateway.port, "POST", path, headers={"Content-Type": "application/grpc-web"}).status == 400
    assert upstream.methods[before:] == []


def test_a_browser_at_a_grpc_path_is_told_what_it_is(gateway: Gateway) -> None:
    answer = http_call(gateway.port, "GET", "/codevoyage.analysis.v1.AnalysisService/GetAnalysis")
    assert answer.status == 415
    assert f"http://127.0.0.1:{gateway.port}" in answer.body.decode()


@pytest.mark.parametrize("path", ["/", "/analyses/k3v5x2m4q7tbc5da"])
def test_the_page_is_at_the_same_port(gateway: Gateway, path: str) -> None:
    answer = http_call(gateway.port, "GET", path)
    assert answer.status == 200
    assert b"<title>CodeVoyage" in answer.body
    assert answer.headers["content-security-policy"].startswith("default-src 'none';")


def test_a_server_that_is_down_is_unavailable_and_says_what_to_do(gateway: Gateway) -> None:
    path = "/codevoyage.insights.v1.InsightService/ListInsights"
    error = grpc_error(gateway.port, path)
    assert error is not None
    assert error.code() is grpc.StatusCode.UNAVAILABLE
    assert "codevoyage status" in error.details()
    assert grpc_web_call(gateway.port, path, b"").status is grpc.StatusCode.UNAVAILABLE


def test_a_page_server_that_is_down_is_a_sentence(another: GatewaySettings, tmp_path: Path) -> None:
    settings = replace(another, page=loopback())
    with running_envoy(settings, tmp_path):
        answer = http_call(settings.listen.port, "GET", "/")
    assert answer.status == 503
    assert "codevoyage status" in answer.body.decode()


def test_the_log_names_what_failed_and_nothing_else(another: GatewaySettings, tmp_path: Path) -> None:
    failing = "/codevoyage.insights.v1.InsightService/ListInsights"
    with running_envoy(another, tmp_path) as log:
        assert http_call(another.listen.port, "GET", "/").status == 200
        assert grpc_error(another.listen.port, "/codevoyage.analysis.v1.AnalysisService/GetAnalysis") is None
        assert grpc_error(another.listen.port, failing) is not None
    [line] = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert line["path"] == failing
    assert line["grpc_status"] == "Unavailable"
    assert line["upstream_failure"]


def test_too_many_requests_are_resource_exhausted(another: GatewaySettings, tmp_path: Path) -> None:
    settings = replace(another, requests_per_second=1)
    with running_envoy(settings, tmp_path):
        path = "/codevoyage.analysis.v1.AnalysisService/GetAnalysis"
        errors = [grpc_error(settings.listen.port, path) for _ in range(20)]
    refused = [error for error in errors if error is not None]
    assert {error.code() for error in refused} == {grpc.StatusCode.RESOURCE_EXHAUSTED}
    assert "Too many requests" in refused[0].details()


def test_admin_on_a_port_reads_only(gateway: Gateway) -> None:
    admin = gateway.settings.admin
    assert not isinstance(admin, Path)
    assert http_call(admin.port, "GET", "/ready").status == 200
    assert http_call(admin.port, "POST", "/quitquitquit").status == 403
    assert http_call(gateway.port, "GET", "/healthz").status == 200
