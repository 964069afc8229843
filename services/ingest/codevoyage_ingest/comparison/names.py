"""Names of references and commits that somebody may ask for: what git itself would let a reference be called.

The rules are those of `git check-ref-format`; git would read anything else as an option, a pattern or an expression.
"""

from __future__ import annotations

import re
from typing import Final

#: Bytes: what a file system takes as a name, and so what hosts allow.
NAME_BYTES: Final = 255
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|$)|\.$|/$|^[-./]|^@$")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def is_name(value: str) -> bool:
    """Whether git is asked for such a name at all."""
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        return False
    return 1 <= size <= NAME_BYTES and _FORBIDDEN.search(value) is None


def is_commit(value: str) -> bool:
    """Whether git takes it for a commit's full id, whatever references there are."""
    return _COMMIT.fullmatch(value) is not None
