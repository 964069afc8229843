"""Logs of children."""

from __future__ import annotations

import os
from pathlib import Path

from codevoyage_cli.stack.log_file import MAX_BYTES, keep_bounded, last_lines, open_log


def _append(log: Path, content: bytes) -> None:
    descriptor = open_log(log)
    try:
        os.write(descriptor, content)
    finally:
        os.close(descriptor)


def test_a_small_log_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    _append(log, b"first\n")
    _append(log, b"second\n")
    assert log.read_bytes() == b"first\nsecond\n"


def test_a_large_log_begins_anew_at_the_next_start(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    _append(log, b"x" * MAX_BYTES)
    _append(log, b"new\n")
    assert log.read_bytes() == b"new\n"
    assert (tmp_path / "part.log.1").stat().st_size == MAX_BYTES


def test_a_log_that_grows_under_its_writer_stays_bounded_and_loses_nothing_new(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    descriptor = open_log(log)
    try:
        os.write(descriptor, b"x" * MAX_BYTES + b"the end")
        keep_bounded(log)
        os.write(descriptor, b"after\n")
    finally:
        os.close(descriptor)
    assert log.read_bytes() == b"after\n"
    assert (tmp_path / "part.log.1").read_bytes().endswith(b"the end")


def test_the_last_lines_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    assert last_lines(log) == ""
    log.write_bytes(b"".join(b"line %d\n" % number for number in range(10_000)) + b"\xff odd")
    assert last_lines(log, 2) == "line 9999\n\ufffd odd"
