"""`python -m codevoyage_gateway render | render-all | page`."""

from __future__ import annotations

import os
import sys

from codevoyage_gateway.errors import InvalidSetting
from codevoyage_gateway.options import gateway_settings, parser


def main() -> int:
    """Runs what the first argument names; 0 when it went well, 2 when an option is wrong."""
    options = parser().parse_args()
    try:
        match options.command:
            case "page":
                from codevoyage_gateway.page_server import PageSettings, serve_page

                serve_page(PageSettings())
            case "render-all":
                from codevoyage_gateway.renderings import write_all

                for path in write_all(options.folder):
                    print(path)
            case _:
                from codevoyage_gateway.render import render

                sys.stdout.write(render(gateway_settings(options, os.environ)))
    except InvalidSetting as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
