"""Redis: broker, wake-ups and kept answers. What was accepted is on disk; answers alone go when memory is short."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from codevoyage_cli.stack import probes
from codevoyage_cli.stack.part import Health, Part
from codevoyage_cli.stack.ports import LOOPBACK
from codevoyage_cli.stack.private_file import write_private


def redis_url(*, password: str, port: int) -> str:
    """The address of the broker."""
    return f"redis://:{password}@{LOOPBACK}:{port}/0"


def redis_part(*, program: Path, folder: Path, port: int, password: str) -> Part:
    """The server, and its configuration in the folder: a password on a command line is everybody's."""
    configuration = folder / "redis.conf"
    write_private(configuration, _configuration(folder=folder, port=port, password=password))
    return Part(
        name="redis",
        command=(str(program), str(configuration)),
        environment={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        ready=partial(probes.redis_answers, port, password),
        address=f"{LOOPBACK}:{port}",
        health=Health.TCP,
    )


def _configuration(*, folder: Path, port: int, password: str) -> str:
    directory = str(folder).replace("\\", "\\\\").replace('"', '\\"')
    return "\n".join(
        (
            f"bind {LOOPBACK}",
            f"port {port}",
            f"requirepass {password}",
            f'dir "{directory}"',
            "daemonize no",
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            # Messages are ids of 16 characters: this is a hundred thousand of them, and then an error, not a loss. Keys
            # that expire are answers, which can be computed again: they make way.
            "maxmemory 256mb",
            "maxmemory-policy volatile-lru",
            "",
        )
    )
