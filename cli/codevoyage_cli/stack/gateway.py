"""The gateway: Envoy and the server of the page. All that the command knows of `codevoyage_gateway` is here."""

from __future__ import annotations

import os
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack import probes
from codevoyage_cli.stack.part import Health, Part
from codevoyage_cli.stack.ports import LOOPBACK
from codevoyage_cli.stack.private_file import write_private

#: Bytes of a Unix socket's path that every system takes.
_SOCKET_BYTES: Final = 103


def page_folder() -> Path:
    """The built page: CODEVOYAGE_PAGE_DIR, else `web/dist` of the checkout that the gateway's package is in."""
    given = os.environ.get("CODEVOYAGE_PAGE_DIR")
    if given:
        return Path(given).expanduser().resolve()
    spec = find_spec("codevoyage_gateway")
    package = Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else Path()
    checkout = package.parent.parent.parent / "web" / "dist"
    return checkout if checkout.is_dir() else package / "dist"


def page_part(*, port: int, environment: dict[str, str]) -> Part:
    """The static file server behind Envoy."""
    address = f"{LOOPBACK}:{port}"
    return Part(
        name="page",
        command=(sys.executable, "-m", "codevoyage_gateway", "page"),
        environment={**environment, "CODEVOYAGE_LISTEN": address, "CODEVOYAGE_PAGE_DIR": str(page_folder())},
        ready=partial(probes.http_answers, port, "/healthz"),
        address=address,
        health=Health.HTTP,
    )


def envoy_part(
    *, program: Path, folder: Path, port: int, admin_port: int, page: str, analysis: str, ingest: str, insights: str
) -> Part:
    """The only door. Its configuration is written into the folder.

    page, analysis, ingest, insights: host:port. Raises StackError when the environment asks for something impossible.
    """
    configuration = folder / "envoy.yaml"
    socket = folder / "admin.sock"
    admin = str(socket) if len(bytes(socket)) <= _SOCKET_BYTES else f"{LOOPBACK}:{admin_port}"
    socket.unlink(missing_ok=True)
    arguments = ["--listen", f"{LOOPBACK}:{port}", "--admin", admin]
    arguments += ["--page", page, "--analysis", analysis, "--ingest", ingest, "--insights", insights]
    write_private(configuration, _render(arguments))
    return Part(
        name="envoy",
        # Hot restart shares memory between all Envoys of a machine; two threads are a laptop's share.
        command=(
            str(program),
            "-c",
            str(configuration),
            "--disable-hot-restart",
            "--concurrency",
            "2",
            "--log-level",
            "warning",
        ),
        environment={"PATH": os.environ.get("PATH", "")},
        ready=partial(probes.serves_through_gateway, port),
        address=f"{LOOPBACK}:{port}",
        health=Health.GRPC,
        stop_seconds=5.0,
    )


def _render(arguments: list[str]) -> str:
    # jinja2 is worth a tenth of a second: only who starts a stack pays for it.
    from codevoyage_gateway.errors import InvalidSetting
    from codevoyage_gateway.options import gateway_settings, parser
    from codevoyage_gateway.render import render

    try:
        return render(gateway_settings(parser().parse_args(["render", *arguments]), os.environ))
    except InvalidSetting as error:
        raise StackError(f"The gateway cannot be configured so: {error}") from error
