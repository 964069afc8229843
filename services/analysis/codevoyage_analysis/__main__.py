"""`python -m codevoyage_analysis server|worker|migrate`."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs what the argument names; 0 when it ended as it should."""
    match sys.argv[1:]:
        case ["server"]:
            from codevoyage_analysis.server import run_server

            run_server()
        case ["worker"]:
            from codevoyage_analysis.actors import run_worker

            run_worker()
        case ["migrate"]:
            from codevoyage_analysis.models import SCHEMA
            from codevoyage_analysis.settings import AnalysisSettings
            from codevoyage_common.storage.migrate import upgrade

            url = AnalysisSettings().sqlalchemy_url()  # type: ignore[call-arg]  # from the environment
            upgrade(package="codevoyage_analysis", schema=SCHEMA, url=url)
        case _:
            print("usage: python -m codevoyage_analysis server|worker|migrate", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
