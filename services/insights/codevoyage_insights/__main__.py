"""`python -m codevoyage_insights server|worker|migrate`."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs what the argument names; 0 when it ended as it should."""
    match sys.argv[1:]:
        case ["server"]:
            from codevoyage_insights.server import run_server

            run_server()
        case ["worker"]:
            from codevoyage_insights.actors import run_worker

            run_worker()
        case ["migrate"]:
            from codevoyage_common.storage.migrate import upgrade
            from codevoyage_insights.models import SCHEMA
            from codevoyage_insights.settings import InsightsSettings

            settings = InsightsSettings.from_environment()
            upgrade(package="codevoyage_insights", schema=SCHEMA, url=settings.sqlalchemy_url())
        case _:
            print("usage: python -m codevoyage_insights server|worker|migrate", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
