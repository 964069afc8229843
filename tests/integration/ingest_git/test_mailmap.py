"""`.mailmap`: what `git check-mailmap` says of each name and address."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.people.mailmap import Mailmap
from tests.repositories.history import git

_CONTENT = b"""# people
Proper One <one@old>
<two@proper> <two@old>
Proper Three <three@proper> <three@old>
Proper Four <four@proper> Nick Four <shared@old>
Proper Five <five@proper> NICK FIVE <Shared@OLD>
  Spaced   Six   < six@proper >   <six@old>
No address
<only@address>
Later <later@old>
Latest <later@old>
<later@proper> <later@old>
Seven <seven@proper> # after
Ei\xe9ght <eight@proper> <eight@old>
N\xc3\xafne <nine@proper> <nine@old>
<<ten@old>
Eleven <eleven@proper> <eleven@old> <twelve@old>
small thirteen <thirteen@proper> <Thirteen@Proper>
"""
_ASKED = [
    *((b"x", email) for email in (b"one@old", b"ONE@old", b"two@old", b"three@old", b"shared@old", b"six@old")),
    *((b"x", email) for email in (b"only@address", b"later@old", b"seven@proper", b"eight@old", b"nine@old")),
    *((b"x", email) for email in (b"eleven@old", b"twelve@old", b"nobody@x", b"eleven@proper")),
    (b"Small Thirteen", b"THIRTEEN@proper"),  # the proper ones are small themselves
    (b"small thirteen", b"thirteen@proper"),
    (b"Nick Four", b"shared@old"),
    (b"nick four", b"SHARED@old"),
    (b"Nick Five", b"shared@old"),
    (b"N\xc3\xafck", b"nine@old"),
]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("mailmap")
    git(folder, "init", "--quiet", ".")
    (folder / ".mailmap").write_bytes(_CONTENT)
    asked = b"".join(b"%b <%b>\n" % each for each in _ASKED)
    return git(folder, "check-mailmap", "--stdin", stdin=asked).split(b"\n")[:-1]


def test_names_and_addresses_are_those_of_check_mailmap(said: list[bytes]) -> None:
    mailmap = Mailmap(_CONTENT)
    assert [b"%b <%b>" % mailmap.proper(*each) for each in _ASKED] == said


def test_an_empty_one_changes_nothing() -> None:
    assert Mailmap().proper(b"a\0b", b"\xff") == (b"a\0b", b"\xff")


def test_real_repositories_agree_on_every_author(tmp_path: Path) -> None:
    """A repository with a mailmap of its own, written here: every author of a log, as git's log names them."""
    git(tmp_path, "init", "--quiet", ".")
    (tmp_path / ".mailmap").write_bytes(_CONTENT)
    for number, (name, email) in enumerate(_ASKED):
        tree = git(tmp_path, "mktree").decode().strip()
        commit = b"tree %b\nauthor %b <%b> %d +0000\ncommitter %b <%b> %d +0000\n\nx\n" % (
            *(tree.encode(), name, email, number, name, email, number),
        )
        made = git(tmp_path, "hash-object", "-t", "commit", "-w", "--stdin", stdin=commit).decode().strip()
        shown = git(tmp_path, "log", "-1", "--encoding=UTF-8", "--format=%aN%x00%aE", made).rstrip(b"\n")
        ours = Mailmap(_CONTENT).proper(name, email)
        assert [each.decode("utf-8", "replace") for each in ours] == [
            each.decode("utf-8", "replace") for each in shown.split(b"\0")
        ]
