"""Who is answered: DNS rebinding comes with a foreign Host, another site's page with a foreign Origin."""

from __future__ import annotations

import grpc
import pytest

from tests.integration.gateway.calls import grpc_error, grpc_web_call, http_call
from tests.integration.gateway.parts import Gateway, Upstream

pytestmark = pytest.mark.integration

GET_ANALYSIS = "/codevoyage.analysis.v1.AnalysisService/GetAnalysis"
CREATE_ANALYSIS = "/codevoyage.analysis.v1.AnalysisService/CreateAnalysis"

#: Host, Origin (PORT stands for the gateway's), whether it is answered, and what a refusal names.
MATRIX = [
    ("127.0.0.1:PORT", None, True, ""),
    ("localhost:PORT", None, True, ""),
    ("LOCALHOST:PORT", None, True, ""),
    ("[::1]:PORT", None, True, ""),
    ("voyage.example.org", None, True, ""),
    ("127.0.0.1:PORT", "http://127.0.0.1:PORT", True, ""),
    ("127.0.0.1:PORT", "http://localhost:PORT", True, ""),
    ("voyage.example.org", "https://voyage.example.org", True, ""),
    ("voyage.example.org", "http://voyage.example.org", True, ""),
    ("evil.example", None, False, "CODEVOYAGE_ALLOWED_HOSTS"),
    ("evil.example:PORT", None, False, "CODEVOYAGE_ALLOWED_HOSTS"),
    ("127.0.0.1", None, False, "CODEVOYAGE_ALLOWED_HOSTS"),
    ("127.0.0.1.evil.example:PORT", None, False, "CODEVOYAGE_ALLOWED_HOSTS"),
    ("sub.voyage.example.org", None, False, "CODEVOYAGE_ALLOWED_HOSTS"),
    ("evil.example:PORT", "http://127.0.0.1:PORT", False, "CODEVOYAGE_ALLOWED_HOSTS"),
    ("evil.example:PORT", "http://evil.example:PORT", False, "CODEVOYAGE_ALLOWED_ORIGINS"),
    ("127.0.0.1:PORT", "http://evil.example", False, "CODEVOYAGE_ALLOWED_ORIGINS"),
    ("127.0.0.1:PORT", "null", False, "CODEVOYAGE_ALLOWED_ORIGINS"),
    ("127.0.0.1:PORT", "http://127.0.0.1", False, "CODEVOYAGE_ALLOWED_ORIGINS"),
    ("127.0.0.1:PORT", "https://127.0.0.1:PORT", False, "CODEVOYAGE_ALLOWED_ORIGINS"),
    ("127.0.0.1:PORT", "http://127.0.0.1:PORT.evil.example", False, "CODEVOYAGE_ALLOWED_ORIGINS"),
    ("voyage.example.org", "https://voyage.example.org.evil.example", False, "CODEVOYAGE_ALLOWED_ORIGINS"),
]
matrix = pytest.mark.parametrize(("host", "origin", "answered", "named"), MATRIX)
#: A preflight always has an origin.
preflights = pytest.mark.parametrize(("host", "origin", "answered", "named"), [row for row in MATRIX if row[1]])


def headers(gateway: Gateway, host: str, origin: str | None) -> dict[str, str]:
    given = {"Host": host.replace("PORT", str(gateway.port))}
    if origin is not None:
        given["Origin"] = origin.replace("PORT", str(gateway.port))
    return given


@matrix
def test_page_is_for_own_hosts_and_origins(
    gateway: Gateway, host: str, origin: str | None, answered: bool, named: str
) -> None:
    answer = http_call(gateway.port, "GET", "/", headers=headers(gateway, host, origin))
    assert answer.status == (200 if answered else 403)
    assert named in answer.body.decode()
    assert answer.headers["x-content-type-options"] == "nosniff"


@matrix
def test_grpc_web_is_for_own_hosts_and_origins(
    gateway: Gateway, upstream: Upstream, host: str, origin: str | None, answered: bool, named: str
) -> None:
    before = len(upstream.calls)
    answer = grpc_web_call(gateway.port, CREATE_ANALYSIS, b"", headers=headers(gateway, host, origin))
    assert answer.status is (grpc.StatusCode.OK if answered else grpc.StatusCode.PERMISSION_DENIED)
    assert named in answer.trailers.get("grpc-message", "")
    assert upstream.methods[before:] == ([CREATE_ANALYSIS] if answered else [])


@matrix
def test_native_grpc_is_for_own_hosts_and_origins(
    gateway: Gateway, upstream: Upstream, host: str, origin: str | None, answered: bool, named: str
) -> None:
    before = len(upstream.calls)
    given = headers(gateway, host, origin)
    metadata = (("origin", given["Origin"]),) if "Origin" in given else ()
    error = grpc_error(gateway.port, GET_ANALYSIS, authority=given["Host"], metadata=metadata)
    if answered:
        assert error is None
        assert upstream.methods[before:] == [GET_ANALYSIS]
    else:
        assert error is not None
        assert error.code() is grpc.StatusCode.PERMISSION_DENIED
        assert named in error.details()
        assert upstream.methods[before:] == []


@preflights
def test_preflights_are_for_own_hosts_and_origins(
    gateway: Gateway, host: str, origin: str, answered: bool, named: str
) -> None:
    given = headers(gateway, host, origin)
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-grpc-web"}
    answer = http_call(gateway.port, "OPTIONS", GET_ANALYSIS, headers={**given, **asked})
    if answered:
        assert answer.status == 200
        assert answer.headers["access-control-allow-origin"] == given["Origin"]
        assert "x-grpc-web" in answer.headers["access-control-allow-headers"]
    else:
        assert answer.status == 403
        assert named in answer.body.decode()
        assert "access-control-allow-origin" not in answer.headers


def test_a_configured_site_may_read_answers_and_their_status(gateway: Gateway) -> None:
    answer = grpc_web_call(gateway.port, GET_ANALYSIS, b"", headers={"Origin": "https://voyage.example.org"})
    assert answer.trailers["access-control-allow-origin"] == "https://voyage.example.org"
    assert "grpc-status-details-bin" in answer.trailers["access-control-expose-headers"]


def test_a_probe_is_answered_whatever_its_host(gateway: Gateway) -> None:
    assert http_call(gateway.port, "GET", "/healthz", headers={"Host": "10.1.2.3:8080"}).status == 200
