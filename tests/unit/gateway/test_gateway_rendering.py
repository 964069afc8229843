"""The rendered configuration, read back as YAML, and by Envoy itself."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from codevoyage_common.rpc.channel import KEEPALIVE_MS, MESSAGE_BYTES
from codevoyage_gateway.address import Address
from codevoyage_gateway.render import render
from codevoyage_gateway.renderings import RENDERINGS, write_all
from codevoyage_gateway.settings import GatewaySettings

EMBEDDED = GatewaySettings(
    listen=Address("127.0.0.1", 18080),
    admin=Path("/tmp/codevoyage/admin.sock"),
    analysis=Address("127.0.0.1", 18051),
    ingest=Address("127.0.0.1", 18053),
    insights=Address("127.0.0.1", 18052),
    page=Address("127.0.0.1", 18081),
    otlp_endpoint="http://127.0.0.1:4317",
)
ALL = {**RENDERINGS, "embedded.yaml": EMBEDDED, "embedded-untraced.yaml": replace(EMBEDDED, otlp_endpoint="")}
RENDERED = Path(__file__).parents[3] / "services" / "gateway" / "rendered"
every = pytest.mark.parametrize("name", sorted(ALL))

HEARTBEAT_SECONDS = 10
READS = ["GetAnalysis", "ListAnalyses", "GetTimeline", "GetTree"]


def manager(name: str) -> Any:
    [listener] = yaml.safe_load(render(ALL[name]))["static_resources"]["listeners"]
    return listener["filter_chains"][0]["filters"][0]["typed_config"]


def clusters(name: str) -> dict[str, Any]:
    return {c["name"]: c for c in yaml.safe_load(render(ALL[name]))["static_resources"]["clusters"]}


def route(name: str, path: str, *, content_type: str = "application/grpc-web+proto") -> Any:
    """The first route of ours that takes the request, as Envoy would look for it."""
    [door] = [host for host in manager(name)["route_config"]["virtual_hosts"] if host["name"] == "codevoyage"]
    headers = {"content-type": content_type, ":method": "POST"}
    return next(found for found in door["routes"] if _takes(found["match"], path, headers))


def _takes(match: Any, path: str, headers: dict[str, str]) -> bool:
    by_path = (
        path == match.get("path")
        or ("prefix" in match and path.startswith(match["prefix"]))
        or ("safe_regex" in match and re.fullmatch(match["safe_regex"]["regex"], path) is not None)
    )
    return by_path and all(
        headers[header["name"]].startswith(header["string_match"].get("prefix", ""))
        and header["string_match"].get("exact", headers[header["name"]]) == headers[header["name"]]
        for header in match.get("headers", [])
    )


def _text(node: Any) -> Iterator[str]:
    match node:
        case dict():
            for value in node.values():
                yield from _text(value)
        case list():
            for value in node:
                yield from _text(value)
        case _:
            yield str(node)


@every
def test_envoy_accepts_it_without_a_warning(name: str, tmp_path: Path) -> None:
    config = tmp_path / name
    config.write_text(render(ALL[name]))
    envoy = Path(sys.executable).with_name("envoy")
    checked = subprocess.run(
        [envoy, "--mode", "validate", "-c", config, "--disable-hot-restart", "--log-level", "warning"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert checked.stderr == ""


def test_committed_renderings_are_those_of_the_template(tmp_path: Path) -> None:
    written = {path.name: path.read_text() for path in write_all(tmp_path)}
    # The kustomization that makes a ConfigMap of one of them lies beside them.
    kept = {path.name: path.read_text() for path in RENDERED.iterdir() if path.name != "kustomization.yaml"}
    assert kept == written, "run `python -m codevoyage_gateway render-all`"


def test_equal_settings_give_equal_text() -> None:
    assert render(EMBEDDED) == render(replace(EMBEDDED))


@every
def test_filters_stand_in_order(name: str) -> None:
    kinds = [each["name"].removeprefix("envoy.filters.http.") for each in manager(name)["http_filters"]]
    assert kinds == ["health_check", "cors", "grpc_web", "local_ratelimit", "rbac", "grpc_stats", "router"]


@every
@pytest.mark.parametrize(
    "path",
    [
        "/codevoyage.analysis.v1.AnalysisService/WatchAnalysis",
        "/codevoyage.analysis.v1.AnalysisService/WatchAnalyses",
        "/codevoyage.ingest.v1.VerificationService/VerifyRepository",
        "/codevoyage.ingest.v1.CompareService/CompareRefs",
        "/grpc.health.v1.Health/Watch",
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    ],
)
def test_streams_are_not_cut_and_not_repeated(name: str, path: str) -> None:
    action = route(name, path)["route"]
    assert action["cluster"] == ("ingest" if "ingest" in path else "analysis")
    assert action["timeout"] == "0s"
    assert int(action["idle_timeout"].removesuffix("s")) >= 3 * HEARTBEAT_SECONDS
    assert "retry_policy" not in action


@every
@pytest.mark.parametrize("method", READS)
def test_reads_end_and_are_repeated(name: str, method: str) -> None:
    action = route(name, f"/codevoyage.analysis.v1.AnalysisService/{method}")["route"]
    assert 0 < int(action["timeout"].removesuffix("s")) <= 60
    assert "connect-failure" in action["retry_policy"]["retry_on"]
    assert route(name, "/codevoyage.insights.v1.InsightService/ListInsights")["route"]["cluster"] == "insights"


@every
def test_of_a_verification_reads_are_repeated_and_writes_are_not(name: str) -> None:
    service = "/codevoyage.ingest.v1.VerificationService"
    read, stop = (route(name, f"{service}/{method}")["route"] for method in ("GetVerification", "CancelVerification"))
    assert read["cluster"] == stop["cluster"] == "ingest"
    assert "retry_policy" in read
    assert "retry_policy" not in stop


@every
def test_to_stop_a_comparison_is_asked_once(name: str) -> None:
    stop = route(name, "/codevoyage.ingest.v1.CompareService/CancelComparison")["route"]
    assert stop["cluster"] == "ingest"
    assert "retry_policy" not in stop


@every
def test_people_are_listed_again_and_corrected_once(name: str) -> None:
    service = "/codevoyage.ingest.v1.PeopleService"
    for method in ("ListPeople", "ListEdits"):
        read = route(name, f"{service}/{method}")["route"]
        assert read["cluster"] == "ingest"
        assert "retry_policy" in read
    for method in ("MergePeople", "SplitPerson", "UndoEdit"):
        written = route(name, f"{service}/{method}")["route"]
        assert written["cluster"] == "ingest"
        assert "retry_policy" not in written


@every
@pytest.mark.parametrize("method", ["CreateAnalysis", "CancelAnalysis"])
def test_writes_end_and_are_never_repeated(name: str, method: str) -> None:
    action = route(name, f"/codevoyage.analysis.v1.AnalysisService/{method}")["route"]
    assert 0 < int(action["timeout"].removesuffix("s")) <= 60
    assert "retry_policy" not in action


@every
@pytest.mark.parametrize(
    "path",
    [
        "/codevoyage.ingest.v1.IngestService/StartIngest",
        "/codevoyage.ingest.v1.HunksService/StartHunks",
        "/codevoyage.insights.v1.InsightJobService/GenerateInsights",
        "/somebody.else.v1.Service/Call",
    ],
)
def test_other_services_end_at_the_gateway(name: str, path: str) -> None:
    assert route(name, path)["direct_response"]["status"] == 404


@every
def test_anything_else_is_the_page(name: str) -> None:
    assert route(name, "/analyses/k3v9x2m4q7tbc5da", content_type="text/html")["route"]["cluster"] == "page"


@every
def test_upstreams_are_http2_with_the_servers_keepalive(name: str) -> None:
    for cluster in ("analysis", "ingest", "insights"):
        [options] = clusters(name)[cluster]["typed_extension_protocol_options"].values()
        http2 = options["explicit_http_config"]["http2_protocol_options"]
        assert http2["connection_keepalive"]["interval"] == f"{KEEPALIVE_MS // 1000}s"
        assert http2["initial_connection_window_size"] == MESSAGE_BYTES


def test_traces_are_off_unless_there_is_somewhere_to_send_them() -> None:
    assert "tracing" not in manager("kubernetes.yaml")
    assert "otlp" not in clusters("kubernetes.yaml")
    assert "otlp" in clusters("compose.yaml")
    assert manager("embedded.yaml")["tracing"]["provider"]["typed_config"]["service_name"] == "gateway"


def test_no_setting_can_add_a_line() -> None:
    sly = replace(EMBEDDED, admin=Path('/tmp/a"}\n  evil: {x: "y'))
    admin = yaml.safe_load(render(sly))["admin"]
    assert admin == {"address": {"pipe": {"path": str(sly.admin), "mode": 0o600}}}
    assert not any("None" in text for text in _text(yaml.safe_load(render(sly))))
