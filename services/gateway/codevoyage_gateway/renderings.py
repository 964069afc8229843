"""The renderings that are kept as files, because compose and Kubernetes mount them.

They stay equal to the template: `render-all` writes them, a test compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from codevoyage_gateway.address import Address
from codevoyage_gateway.render import render
from codevoyage_gateway.settings import GatewaySettings

_GRPC_PORT: Final = 50051
#: Containers find each other by these names, and people come by a published or forwarded port 8080.
_COMPOSE: Final = GatewaySettings(
    listen=Address("0.0.0.0", 8080),  # noqa: S104  # inside of a container; what is published is bound to loopback
    admin=Address("127.0.0.1", 9901),
    analysis=Address("analysis", _GRPC_PORT),
    ingest=Address("ingest", _GRPC_PORT),
    insights=Address("insights", _GRPC_PORT),
    page=Address("page", 8081),
    # Other containers come by the gateway's name: a single label, which is not to be had on the internet.
    allowed_hosts=("gateway:8080",),
    otlp_endpoint="http://jaeger:4317",  # compose brings a Jaeger
)
#: Services have the containers' names (headless, so that every pod is seen); one may stand on port 80.
_KUBERNETES: Final = replace(_COMPOSE, allowed_hosts=("gateway", "gateway:8080"), otlp_endpoint="")
RENDERINGS: Final[Mapping[str, GatewaySettings]] = MappingProxyType(
    {"compose.yaml": _COMPOSE, "kubernetes.yaml": _KUBERNETES}
)


def write_all(folder: Path) -> list[Path]:
    """Writes every rendering into the folder, and says which files these are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, settings in RENDERINGS.items():
        path = folder / name
        path.write_text(render(settings), encoding="utf-8")
        written.append(path)
    return written
