"""Paths between what the contract shows and their exact bytes."""

from __future__ import annotations

import base64
import os
import re
from typing import Final

from codevoyage_cli.client.as_json import Fields

_ESCAPED: Final = re.compile(rb"\\(?:x([0-9a-f]{2})|\\)")
#: Control characters of ASCII, and bytes that are not UTF-8 as Python holds them.
_ACTING: Final = re.compile("[\x00-\x1f\x7f]")


def exact_bytes(shown: str) -> bytes:
    """The path that is shown so: `\\xNN` is a byte, `\\\\` a backslash."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]) if found[1] else b"\\", shown.encode())


def as_shown(typed: str) -> str:
    """A path that was typed on the command line, UTF-8 or not, as the contract writes it."""
    shown = os.fsencode(typed).replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
    return _ACTING.sub(lambda found: f"\\x{ord(found[0]):02x}", shown)


def path_fields(shown: str, name: str = "path") -> Fields:
    """`path`; where it had to be escaped, `path_bytes` has the exact bytes in base64."""
    fields: Fields = {name: shown}
    exact = exact_bytes(shown)
    if exact != shown.encode():
        fields[f"{name}_bytes"] = base64.b64encode(exact).decode()
    return fields
