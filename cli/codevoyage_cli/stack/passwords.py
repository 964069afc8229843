"""Passwords inside of the stack: other users of the machine reach loopback too."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.private_file import write_private

#: 192 random bits, as 32 characters that need no escape in an address.
_BYTES: Final = 24


@dataclass(frozen=True, kw_only=True)
class Passwords:
    """One per role of PostgreSQL, and Redis's."""

    admin: str
    ingest: str
    analysis: str
    insights: str
    redis: str

    def digest(self) -> str:
        """Changes when one of them changes."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def passwords(path: Path) -> Passwords:
    """Reads them, or makes them the first time.

    Raises StackError when the file is not what was written.
    """
    if not path.exists():
        made = Passwords(**{field.name: secrets.token_urlsafe(_BYTES) for field in fields(Passwords)})
        write_private(path, json.dumps(asdict(made)), durable=True)
        return made
    try:
        return Passwords(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise StackError(f"{path} is damaged. Put back a copy of it, or start with another --data-dir.") from error
