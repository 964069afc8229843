"""Envoy's configuration from the one template: the same for a laptop, compose and Kubernetes."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from codevoyage_gateway.settings import GatewaySettings


def render(settings: GatewaySettings) -> str:
    """The YAML that `envoy -c` takes. Pure: equal settings give equal text.

    Every value is written as a JSON string, which YAML reads as it is: no setting can add a line.
    """
    environment = Environment(
        loader=PackageLoader("codevoyage_gateway", "envoy"),
        autoescape=False,  # noqa: S701  # YAML, not HTML: values go through `tojson`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    admin = settings.admin
    return environment.get_template("envoy.yaml.j2").render(
        settings=settings,
        admin_socket=str(admin) if isinstance(admin, Path) else None,
        foreign_origin_except="|".join(re.escape(origin) for origin in settings.origins),
        admin_address=None if isinstance(admin, Path) else admin,
    )
