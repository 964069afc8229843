"""Writes the generated parts of docs/, or says with `--check` which are not as the code has them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tools.documents.settings_table import settings_tables
from tools.documents.state_picture import state_picture, transition_table

DOCS: Final = Path(__file__).parents[2] / "docs"
#: Each stands between `<!-- generated: NAME -->` and `<!-- end -->` in whichever document.
PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "settings": settings_tables,
    "states": state_picture,
    "transitions": transition_table,
}
_PART: Final = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def written(text: str) -> str:
    """A document with its generated parts as the code has them."""
    return _PART.sub(lambda found: f"{found[1]}{PARTS[found[2]]().strip()}\n{found[3]}", text)


def main() -> int:
    """0 when all is as it should be."""
    stale = []
    for document in sorted(DOCS.glob("*.md")):
        text = document.read_text()
        fresh = written(text)
        if fresh != text and "--check" in sys.argv:
            stale.append(document.name)
        elif fresh != text:
            document.write_text(fresh)
    if stale:
        print(f"not as the code has it: {', '.join(stale)}. Run `make documents`.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
