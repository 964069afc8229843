"""The command line of the renderer, as settings."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from codevoyage_gateway.address import Address
from codevoyage_gateway.settings import GatewaySettings


def parser() -> argparse.ArgumentParser:
    """What `python -m codevoyage_gateway` understands."""
    top = argparse.ArgumentParser(prog="python -m codevoyage_gateway", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    commands.add_parser("page", help="serve the built page (CODEVOYAGE_LISTEN, CODEVOYAGE_PAGE_DIR)")
    every = commands.add_parser("render-all", help="write the renderings that compose and Kubernetes mount")
    every.add_argument("folder", type=Path, nargs="?", default=Path("services/gateway/rendered"))
    one = commands.add_parser("render", help="write one Envoy configuration to standard output")
    one.add_argument("--listen", default="127.0.0.1:8080", help="HOST:PORT (default: %(default)s)")
    one.add_argument("--public-port", type=int, help="the port that people type, if it is another one")
    one.add_argument("--admin", default="127.0.0.1:9901", help="loopback HOST:PORT, or the path of a Unix socket")
    one.add_argument("--analysis", required=True, help="HOST:PORT")
    one.add_argument("--ingest", required=True, help="HOST:PORT")
    one.add_argument("--insights", required=True, help="HOST:PORT")
    one.add_argument("--page", required=True, help="HOST:PORT")
    one.add_argument("--allow-host", action="append", default=[], help="may be repeated; or CODEVOYAGE_ALLOWED_HOSTS")
    one.add_argument(
        "--allow-origin", action="append", default=[], help="may be repeated; or CODEVOYAGE_ALLOWED_ORIGINS"
    )
    one.add_argument("--requests-per-second", type=int, default=1_000, help="of all clients (default: %(default)s)")
    one.add_argument("--otlp-endpoint", help="http://HOST:4317, for traces; or CODEVOYAGE_OTLP_ENDPOINT")
    return top


def gateway_settings(options: argparse.Namespace, environment: Mapping[str, str]) -> GatewaySettings:
    """Options of `render`, with what the environment (commas between names) adds to them.

    Raises InvalidSetting.
    """
    admin: str = options.admin
    otlp = options.otlp_endpoint
    return GatewaySettings(
        listen=Address.parse(options.listen),
        public_port=options.public_port,
        admin=Path(admin) if "/" in admin else Address.parse(admin),
        analysis=Address.parse(options.analysis),
        ingest=Address.parse(options.ingest),
        insights=Address.parse(options.insights),
        page=Address.parse(options.page),
        allowed_hosts=_names(options.allow_host, environment.get("CODEVOYAGE_ALLOWED_HOSTS", "")),
        allowed_origins=_names(options.allow_origin, environment.get("CODEVOYAGE_ALLOWED_ORIGINS", "")),
        requests_per_second=options.requests_per_second,
        otlp_endpoint=environment.get("CODEVOYAGE_OTLP_ENDPOINT", "") if otlp is None else otlp,
    )


def _names(given: Sequence[str], listed: str) -> tuple[str, ...]:
    return (*given, *(name.strip() for name in listed.split(",") if name.strip()))
