"""What may be asked of the renderer, and how it refuses the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_gateway.address import Address
from codevoyage_gateway.errors import InvalidSetting
from codevoyage_gateway.options import gateway_settings, parser
from codevoyage_gateway.settings import GatewaySettings

ADMIN = Address("127.0.0.1", 9901)
UPSTREAM = Address("127.0.0.1", 50051)


def made(
    *,
    admin: Address | Path = ADMIN,
    public_port: int | None = None,
    allowed_hosts: tuple[str, ...] = (),
    allowed_origins: tuple[str, ...] = (),
    requests_per_second: int = 1_000,
    otlp_endpoint: str = "",
) -> GatewaySettings:
    return GatewaySettings(
        listen=Address("127.0.0.1", 8080),
        admin=admin,
        public_port=public_port,
        analysis=UPSTREAM,
        ingest=UPSTREAM,
        insights=UPSTREAM,
        page=UPSTREAM,
        allowed_hosts=allowed_hosts,
        allowed_origins=allowed_origins,
        requests_per_second=requests_per_second,
        otlp_endpoint=otlp_endpoint,
    )


def test_only_loopback_is_answered_unless_more_is_named() -> None:
    assert made().hosts == ("127.0.0.1:8080", "[::1]:8080", "localhost:8080")
    assert made().origins == ("http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080")


def test_hosts_are_those_of_the_port_that_people_type() -> None:
    assert made(public_port=9000).hosts == ("127.0.0.1:9000", "[::1]:9000", "localhost:9000")
    assert made(public_port=9000).home == "http://127.0.0.1:9000"


def test_port_80_is_left_out_by_browsers() -> None:
    assert {"localhost", "localhost:80"} < set(made(public_port=80).hosts)


def test_a_named_host_brings_its_plain_origin() -> None:
    named = made(allowed_hosts=("Voyage.example.org",), allowed_origins=("https://voyage.example.org",))
    assert "voyage.example.org" in named.hosts
    assert {"http://voyage.example.org", "https://voyage.example.org"} < set(named.origins)


@pytest.mark.parametrize("host", ["", "*", "*.example.org", "http://example.org", "a b", "a/b", "a\nb", 'a"b', "-a"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(InvalidSetting, match="NAME:PORT"):
        made(allowed_hosts=(host,))


@pytest.mark.parametrize(
    "origin", ["", "*", "null", "example.org", "ftp://example.org", "https://example.org/", "https://Example.org"]
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(InvalidSetting, match="https://NAME"):
        made(allowed_origins=(origin,))


@pytest.mark.parametrize("admin", [Address("0.0.0.0", 9901), Address("10.0.0.1", 9901), Address("gateway", 9901)])
def test_admin_stays_on_loopback(admin: Address) -> None:
    with pytest.raises(InvalidSetting, match=r"127\.0\.0\.1"):
        made(admin=admin)


def test_a_socket_path_that_no_system_takes_is_refused() -> None:
    with pytest.raises(InvalidSetting, match="too long"):
        made(admin=Path("/" + "a" * 103))


@pytest.mark.parametrize("endpoint", ["127.0.0.1:4317", "https://collector:4317", "http://collector", "http://a@b:1"])
def test_what_is_no_otlp_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(InvalidSetting, match="http://HOST:4317"):
        made(otlp_endpoint=endpoint)


@pytest.mark.parametrize("requests", [0, -1, 1_000_001])
def test_the_rate_has_bounds(requests: int) -> None:
    with pytest.raises(InvalidSetting, match="1 to 1000000"):
        made(requests_per_second=requests)


@pytest.mark.parametrize("text", ["", "localhost", ":8080", "localhost:", "localhost:0", "localhost:65536", "a b:1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidSetting):
        Address.parse(text)


@pytest.mark.parametrize("text", ["127.0.0.1:8080", "analysis:50051", "[::1]:8080"])
def test_an_address_reads_back_as_it_was_written(text: str) -> None:
    assert str(Address.parse(text)) == text


def test_environment_adds_to_options() -> None:
    given = [
        "render",
        "--analysis",
        "a:1",
        "--ingest",
        "d:1",
        "--insights",
        "b:1",
        "--page",
        "c:1",
        "--allow-host",
        "one.example",
    ]
    environment = {
        "CODEVOYAGE_ALLOWED_HOSTS": "two.example, three.example:8443",
        "CODEVOYAGE_ALLOWED_ORIGINS": "https://two.example",
        "CODEVOYAGE_OTLP_ENDPOINT": "http://collector:4317",
    }
    settings = gateway_settings(parser().parse_args(given), environment)
    assert {"one.example", "two.example", "three.example:8443"} < set(settings.hosts)
    assert "https://two.example" in settings.origins
    assert settings.otlp == Address("collector", 4317)
    silent = gateway_settings(parser().parse_args([*given, "--otlp-endpoint", ""]), environment)
    assert silent.otlp is None


def test_a_path_is_an_admin_socket() -> None:
    given = [
        "render",
        "--analysis",
        "a:1",
        "--ingest",
        "d:1",
        "--insights",
        "b:1",
        "--page",
        "c:1",
        "--admin",
        "/run/x/admin.sock",
    ]
    assert gateway_settings(parser().parse_args(given), {}).admin == Path("/run/x/admin.sock")
