"""`python -m codevoyage_common provision` `… health HOST:PORT`, `… alive FILE`."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Runs what the first argument names; 0 when it went well."""
    match sys.argv[1:]:
        case ["provision"]:
            from codevoyage_common.storage.provision import ProvisionSettings, provision

            provision(ProvisionSettings())  # type: ignore[call-arg]  # from the environment
            return 0
        case ["health", address]:
            from codevoyage_common.rpc.health.probe import is_serving

            return 0 if is_serving(address) else 1
        case ["alive", file]:
            from codevoyage_common.work.alive import is_alive

            return 0 if is_alive(Path(file)) else 1
        case _:
            print("usage: python -m codevoyage_common provision | health HOST:PORT | alive FILE", file=sys.stderr)
            return 2


if __name__ == "__main__":
    raise SystemExit(main())
