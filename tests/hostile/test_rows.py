"""Every row of hostile input has its tests."""

from __future__ import annotations

import re
from pathlib import Path

#: Rows about reading repositories; what follows them is about faults (`tests/faults`).
ROWS = range(1, 40)


def test_every_row_has_a_file_named_after_it() -> None:
    names = [path.name for path in Path(__file__).parent.glob("test_*.py")]
    found = {int(named[1]) for name in names if (named := re.match(r"test_(\d\d)_\w+\.py", name))}
    assert found == set(ROWS)
