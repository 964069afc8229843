"""The gateway's part of a trace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import pytest

from codevoyage_gateway.settings import GatewaySettings
from tests.integration.gateway.calls import grpc_error, http_call
from tests.integration.gateway.parts import Collector, Upstream, loopback, running_envoy, running_grpc

pytestmark = pytest.mark.integration

GET_ANALYSIS = "/codevoyage.analysis.v1.AnalysisService/GetAnalysis"
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
#: Seconds; Envoy sends spans every five.
EXPORT_SECONDS = 30


def test_spans_of_the_gateway_stand_between_client_and_server(another: GatewaySettings, tmp_path: Path) -> None:
    upstream, collector = Upstream(loopback()), Collector()
    settings = replace(another, analysis=upstream.address, otlp_endpoint=f"http://{upstream.address}")
    with running_grpc(upstream, collector), running_envoy(settings, tmp_path):
        sent = ("traceparent", f"00-{TRACE_ID}-b7ad6b7169203331-01")
        assert grpc_error(settings.listen.port, GET_ANALYSIS, metadata=(sent,)) is None
        assert http_call(settings.listen.port, "GET", "/").status == 200
        deadline = monotonic() + EXPORT_SECONDS
        while not collector.exports and monotonic() < deadline:
            sleep(0.1)
    [(_, metadata)] = upstream.calls
    _, trace_id, span_id, _ = metadata["traceparent"].split("-")
    exported = [resource for export in collector.exports for resource in export.resource_spans]
    names = {a.value.string_value for r in exported for a in r.resource.attributes if a.key == "service.name"}
    spans = [span for resource in exported for scope in resource.scope_spans for span in scope.spans]
    assert names == {"gateway"}
    assert [(s.trace_id.hex(), s.span_id.hex(), s.parent_span_id.hex()) for s in spans] == [
        (TRACE_ID, span_id, "b7ad6b7169203331")
    ]
    assert trace_id == TRACE_ID
