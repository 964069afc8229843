"""What may be named to `analyze`."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from codevoyage_cli.client.local_source import source_of
from codevoyage_cli.errors import CommandFailed
from codevoyage_cli.stack.folder import DataFolder


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "data")
    made.create()
    return made


@pytest.mark.parametrize(
    "address", ["https://example.org/a/b", "git@example.org:a/b", "ssh://example.org/a", "ext::sh"]
)
def test_an_address_is_handed_on_as_it_is(folder: DataFolder, address: str) -> None:
    assert source_of(address, folder) == address
    assert folder.local_roots.read_bytes() == b""


def test_a_folder_is_permitted_once_by_its_real_path(folder: DataFolder, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    for _ in range(2):
        assert source_of(str(tmp_path / "link"), folder) == str(real.resolve())
    assert folder.local_roots.read_bytes() == os.fsencode(real.resolve()) + b"\n"
    assert stat.S_IMODE(folder.local_roots.stat().st_mode) == 0o600


def test_what_is_not_there_is_not_permitted(folder: DataFolder, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for given, sentence in ((str(tmp_path / "none"), "There is no folder"), (str(file), "is not a folder")):
        with pytest.raises(CommandFailed, match=sentence):
            source_of(given, folder)
    assert folder.local_roots.read_bytes() == b""


@pytest.mark.parametrize("name", [b"new\nline", b"latin \xff"])
def test_a_name_that_the_list_cannot_hold_is_refused(folder: DataFolder, tmp_path: Path, name: bytes) -> None:
    odd = os.path.join(os.fsencode(tmp_path), name)  # noqa: PTH118  # bytes
    os.mkdir(odd)  # noqa: PTH102
    with pytest.raises(CommandFailed, match="cannot be permitted"):
        source_of(os.fsdecode(odd), folder)
    assert folder.local_roots.read_bytes() == b""
