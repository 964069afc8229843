"""`codevoyage people`: who is who for scripts and for people, corrections, and how they reach results."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.stack.command import Command
from tests.repositories.history import History, Put
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
AUTHORS = (
    b"Ada King <ada@example.org>",
    b"Ada King <ada@home.example>",
    b"Countess <countess@example.org>",
    b"Esc\x1b[31m <team@example.org>",
    b"Clara <team@example.org>",
)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    path = tmp_path_factory.mktemp("signed") / "signed.git"
    history = History()
    last: tuple[int, ...] = ()
    for number, who in enumerate(AUTHORS):
        last = (history.commit(Put(b"a", b"%d" % number), author=who, parents=last),)
    history.write(path)
    return Oracle(path)


def test_a_repository_that_was_not_analysed_has_no_people_yet(up: Command, tmp_path: Path) -> None:
    history = History()
    history.commit(Put(b"a", b"1"))
    history.write(tmp_path / "new.git")
    assert "Analyse it first" in up.run("people", str(tmp_path / "new.git"), code=3).stderr


def test_corrections_are_listed_at_once_and_change_results_with_the_next_run(up: Command, signed: Oracle) -> None:
    repository = str(signed.directory)
    first = up.one("analyze", repository)
    assert authors(up, repository) == {("Ada King", 2), ("Countess", 1), ("Clara", 2)}

    merged = up.one("people", "merge", repository, "countess@example.org", "ADA@home.example")
    assert (merged["name"], merged["commits"], merged["signature_count"]) == ("Ada King", 3, 3)
    split = up.one("people", "split", repository, "Clara <team@example.org>")
    assert [each["name"] for each in split["signatures"]] == ["Clara"]
    assert authors(up, repository) == {("Ada King", 3), ("Clara", 1), ("Esc\\x1b[31m", 1)}

    told = up.run("people", repository)
    assert "Ada King <ada@example.org>" in told.stdout
    assert "  Countess <countess@example.org>" in told.stdout
    assert "\x1b[31m" not in told.stdout
    assert "2 corrections will be in results" in told.stderr

    second, third = (up.one("analyze", repository) for _ in range(2))
    assert second["head"] == first["head"] == third["head"]
    assert second["people"] == first["people"]  # one fewer by the merge, one more by the split
    assert second["result_hash"] == third["result_hash"] != first["result_hash"]
    assert up.run("people", repository).stderr == ""


def test_corrections_are_listed_and_taken_back_one_by_one(up: Command, tmp_path: Path) -> None:
    history = History()
    first = history.commit(Put(b"a", b"1"), author=AUTHORS[0])
    history.commit(Put(b"a", b"2"), author=AUTHORS[2], parents=(first,))
    history.write(tmp_path / "two.git")
    repository = str(tmp_path / "two.git")
    up.one("analyze", repository)
    assert "Nothing was corrected." in up.run("people", "edits", repository).stderr
    up.one("people", "merge", repository, "countess@example.org", "Ada King <ada@example.org>")
    told = up.one("people", "edits", repository)
    assert (told["number"], told["kind"], told["pending"]) == (1, "merge", True)
    assert told["signatures"] == [
        {"name": None, "email": "countess@example.org"},
        {"name": "Ada King", "email": "ada@example.org"},
    ]
    assert "Ada King <ada@example.org>" in up.run("people", "edits", repository).stdout
    assert up.one("people", "undo", repository, "1")["number"] == 1
    assert authors(up, repository) == {("Ada King", 1), ("Countess", 1)}
    assert "There is no correction 1 that holds" in up.run("people", "undo", repository, "1", code=3).stderr


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("merge", "ada@example.org", "nobody@example.org"), 3, "There is no signature `<nobody@example.org>`"),
        (("merge", "ada@example.org"), 2, "`people` must be 2 to 100"),
        (("merge", "ada@example.org", "Ada King"), 2, "names nobody"),
        (("split", "ada@example.org", "Clara <team@example.org>"), 2, "`signatures` must be signatures of one person"),
        (("split",), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_corrected_is_said(
    up: Command, signed: Oracle, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    kind, *who = arguments
    up.one("analyze", str(signed.directory))
    assert sentence in up.run("people", kind, str(signed.directory), *who, code=code).stderr


def authors(up: Command, repository: str) -> set[tuple[str, int]]:
    return {(each["name"], each["commits"]) for each in up.lines("people", repository) if each["commits"]}
