"""Paths are shown so that nothing in them is hidden, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis import render


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"src/app.py", "src/app.py"),
        ("Ünïcode/文.txt".encode(), "Ünïcode/文.txt"),
        (b"a\\b", "a\\\\b"),
        (b"tab\there", "tab\\x09here"),
        (b"line\nend\x7f", "line\\x0aend\\x7f"),
        (b"latin\xe9", "latin\\xe9"),
        ("turn\u202eround".encode(), "turn\\xe2\\x80\\xaeround"),
        (b"\xed\xa0\x80", "\\xed\\xa0\\x80"),
    ],
)
def test_a_path_is_shown_with_escapes(raw: bytes, shown: str) -> None:
    assert render.path(raw) == (shown, b"" if shown.encode() == raw else raw)


@given(st.binary(max_size=40))
def test_escapes_can_be_undone(raw: bytes) -> None:
    shown, exact = render.path(raw)
    undone = re.sub(
        rb"\\(\\|x[0-9a-f]{2})",
        lambda found: b"\\" if found[1] == b"\\" else bytes.fromhex(found[1][1:].decode()),
        shown.encode(),
    )
    assert undone == raw
    assert exact in (b"", raw)
