"""Signatures, whole and broken."""

from __future__ import annotations

import pytest

from codevoyage_ingest.git.signature import LAST_SECOND, parse_signature


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"Ada <ada@example.org> 1500000000 +0530", (b"Ada", b"ada@example.org", 1_500_000_000, 330, False)),
        (b"Ada <ada@example.org> 1500000000 -0330", (b"Ada", b"ada@example.org", 1_500_000_000, -210, False)),
        (b" <x> 0 +0000", (b"", b"x", 0, 0, False)),
        (b"<x> 0 +0000", (b"", b"x", 0, 0, False)),
        (b"A \x1e\x1f\xff  <> 1 -0000", (b"A \x1e\x1f\xff", b"", 1, 0, False)),
        (b"A <a@b> c> 5 +0100", (b"A", b"a@b", 5, 60, False)),
        (b"A <<a@b>> 5 +0100", (b"A", b"<a@b", 5, 60, False)),
        (b"A <a@b> 5", (b"A", b"a@b", 5, 0, True)),
        (b"A <a@b>5 +0100", (b"A", b"a@b", 5, 60, False)),
        (b"A <a@b> -5 +0100", (b"A", b"a@b", None, 0, True)),
        (b"A <a@b> soon", (b"A", b"a@b", None, 0, True)),
        (b"A <a@b>", (b"A", b"a@b", None, 0, True)),
        (b"A <a@b", (b"A <a@b", b"", None, 0, True)),
        (b"A", (b"A", b"", None, 0, True)),
        (b"", (b"", b"", None, 0, True)),
        (b"A <a@b> 5 +9999", (b"A", b"a@b", 5, 0, True)),
        (b"A <a@b> 5 -2400", (b"A", b"a@b", 5, 0, True)),
        (b"A <a@b> 5 +0060", (b"A", b"a@b", 5, 0, True)),
        (b"A <a@b> 5 +123456789", (b"A", b"a@b", 5, 0, True)),
        (b"A <a@b> 253402300799 +0000", (b"A", b"a@b", LAST_SECOND, 0, False)),
        (b"A <a@b> 253402300800 +0000", (b"A", b"a@b", LAST_SECOND, 0, True)),
        (b"A <a@b> " + b"9" * 100_000 + b" +0000", (b"A", b"a@b", LAST_SECOND, 0, True)),
    ],
)
def test_a_signature_is_read_as_git_reads_it(line: bytes, expected: tuple[bytes, bytes, int | None, int, bool]) -> None:
    assert tuple(parse_signature(line)) == expected
