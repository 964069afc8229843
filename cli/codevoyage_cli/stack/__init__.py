"""The embedded stack: real PostgreSQL, Redis and Envoy, and our processes, as supervised children on loopback.

`connect` finds the stack that is up; `running` uses it, or starts one for the length of a block; `start_detached`
starts one that stays; `keep` makes one stay that was started for a block; `stop` ends it. `run_stack` (in `run`) is a
stack itself, in this process.
"""

from codevoyage_cli.stack.connection import RunningStack, connect, wait_for
from codevoyage_cli.stack.starting import keep, running, start_detached
from codevoyage_cli.stack.stopping import stop

__all__ = ["RunningStack", "connect", "keep", "running", "start_detached", "stop", "wait_for"]
