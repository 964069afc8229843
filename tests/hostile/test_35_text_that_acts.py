"""Row 35: markup, scripts, formulas, terminal sequences and turned-around text in names, paths and messages.

What the page makes of it is tested with the page (`inert.test.ts`, and in a real browser `inert.e2e.ts`). Nothing is
written as CSV; the command's `--json` is what a script or a spreadsheet would be fed with.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.hostile.reading import read_exactly
from tests.integration.ingest.conftest import Ingest
from tests.integration.stack.command import Command
from tests.repositories.history import History, Put, git

pytestmark = pytest.mark.integration
TEXTS = (
    "<script>alert(1)<\u2044script>",
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http:\\\\evil.example","here")',
    "+1+cmd|' \u2044C calc'!A0",
    "@SUM(1)",
    "user\u202etxt.exe",
    "isolated\u2066 and more",
    "zero\u200bwidth",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b31m",
    "[bold red]marked[/]",
    "{{E1.commits}} %s %n $(touch pwned) `touch pwned`",
)
#: What is given to terminals only by its number.
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
WEB = Path(__file__).parents[2] / "web" / "src"


def written(path: Path) -> None:
    history = History()
    last: tuple[int, ...] = ()
    for at, text in enumerate(TEXTS):
        raw = text.encode()
        # A signature's own signs are no part of a name.
        person = raw.translate(None, b"<>") + b" <%d@example.org>" % at
        last = (
            history.commit(Put(raw, b"line\n" * (50 - at)), parents=last, author=person, message=raw + b"\n\n" + raw),
        )
    history.write(path)


def test_it_is_kept_to_the_byte(ingest: Ingest) -> None:
    path = ingest.repositories / "acting.git"
    written(path)
    facts = read_exactly(ingest, path)
    assert set(facts.tree(len(TEXTS) - 1)) == {text.encode() for text in TEXTS}
    assert [commit.subject for commit in facts.commits] == list(TEXTS)


def test_it_is_seen_on_a_terminal_and_does_nothing_there(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "folder [red]\u202edekram.git"
    written(path)
    branch = "evil\u202e\x9b31m\u2066"
    head = git(path, "rev-parse", "HEAD").decode().strip()
    git(path, "update-ref", f"refs/heads/{branch}", head)
    git(path, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
    analyzed = command.run("analyze", str(path))
    name = next(word for word in analyzed.stderr.split() if word.startswith("analyses/"))
    for said in (analyzed, *(command.run(*words) for words in (("show", name), ("runs",), ("watch", name)))):
        assert not ACTING.search(said.stdout)
        assert not ACTING.search(said.stderr)
    assert "folder [red]⟨U+202E⟩dekram.git" in analyzed.stdout
    assert "evil⟨U+202E⟩⟨U+009B⟩31m⟨U+2066⟩" in analyzed.stdout
    assert "<script>alert(1)" in analyzed.stdout
    tree = command.run("tree", name).stdout
    assert not ACTING.search(tree)
    assert r"user\xe2\x80\xaetxt.exe" in tree
    assert "=HYPERLINK(" in tree


def test_what_scripts_are_fed_with_is_ascii_and_whole(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "acting.git"
    written(path)
    run = command.one("analyze", str(path))
    output = command.run("tree", run["analysis"], "--json").stdout
    assert output.isascii()
    assert len([json.loads(line) for line in output.splitlines()]) == len(TEXTS)


def test_the_page_builds_no_html_of_text() -> None:
    sources = [path for path in WEB.rglob("*.ts*") if "gen" not in path.relative_to(WEB).parts]
    assert len(sources) > 50
    building = re.compile(r"dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(")
    assert [path.name for path in sources if building.search(path.read_text())] == []
