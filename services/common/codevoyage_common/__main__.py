"""`python -m codevoyage_common provision` and `python -m codevoyage_common health HOST:PORT`."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs what the first argument names; 0 when it went well."""
    match sys.argv[1:]:
        case ["provision"]:
            from codevoyage_common.storage.provision import ProvisionSettings, provision

            provision(ProvisionSettings())  # type: ignore[call-arg]  # from the environment
            return 0
        case ["health", address]:
            from codevoyage_common.rpc.health import is_serving

            return 0 if is_serving(address) else 1
        case _:
            print("usage: python -m codevoyage_common provision | health HOST:PORT", file=sys.stderr)
            return 2


if __name__ == "__main__":
    raise SystemExit(main())
