"""`codevoyage check` on a real stack, and the commands of docs/check.md as a CI would run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.stack.command import SECONDS, Command
from tests.repositories.history import EPOCH, History, Put, git

pytestmark = pytest.mark.integration
PAGE = Path(__file__).parents[3] / "docs" / "check.md"
ANN = b"Ann Ames <ann@example.org>"
BOB = b"Bob Bell <bob@example.org>"


def nested(depth: int) -> bytes:
    return b"".join(b"    " * level + b"if x%d:\n" % level for level in range(depth)) + b"    " * depth + b"pass\n"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ann changes model and schema together eight times; Bob knows the other two files. Three branches from there."""
    path = tmp_path_factory.mktemp("checked") / "checked.git"
    history = History()
    last: tuple[int, ...] = ()
    for number in range(8):
        puts = [Put(b"src/model.py", nested(number + 4)), Put(b"src/schema.py", b"x = %d\n" % number)]
        last = (history.commit(*puts, parents=last, author=ANN, when=EPOCH + number * 86_400),)
    for number in range(3):
        puts = [Put(b"lib/one.py", b"a = %d\n" % number), Put(b"lib/two.py", b"b = %d\n" % number)]
        last = (history.commit(*puts, parents=last, author=BOB, when=EPOCH + (10 + number) * 86_400),)
    model = Put(b"src/model.py", nested(20))
    when = EPOCH + 20 * 86_400
    history.commit(model, parents=last, author=BOB, branch=b"alone", when=when)
    both = (Put(b"src/model.py", nested(2)), Put(b"src/schema.py", b"x = 9\n"), Put(b"lib/one.py", b"a = 9\n"))
    history.commit(*both, Put(b"lib/two.py", b"b = 9\n"), parents=last, author=BOB, branch=b"fine", when=when)
    history.commit(Put(b"elsewhere.py", b"1\n"), parents=(), author=BOB, branch=b"unrelated", when=when)
    history.write(path)
    return path


def test_what_is_missing_what_grows_and_who_knows_it(up: Command, repository: Path) -> None:
    source = str(repository)
    up.one("analyze", source)
    found = up.one("check", source, "--base", "main", "--head", "alone", code=1)
    assert (found["passed"], found["total"], found["known_files"]) == (False, 3, 1)
    partner, growth, knowledge = found["findings"]
    assert (partner["kind"], partner["path"], partner["missing"]) == (
        "missing-partner",
        "src/model.py",
        "src/schema.py",
    )
    # Counted from git's own log.
    commits = [set(git(repository, "log", "--format=%H", "main", "--", path).split()) for path in PAIR]
    assert (partner["shared"], partner["revisions"]) == (len(commits[0] & commits[1]), len(commits[0]))
    numbers = git(repository, "diff", "--numstat", "main...alone").split()
    assert (growth["kind"], growth["rank"]) == ("hotspot-grows", 1)
    assert [str(growth["insertions"]).encode(), str(growth["deletions"]).encode()] == numbers[:2]
    assert knowledge["kind"] == "few-know-it"
    assert (found["bus_factor"], found["repository_bus_factor"]) == (1, 2)
    assert [person["email"] for person in found["people"]] == ["ann@example.org"]
    assert found["merge_base"] == git(repository, "merge-base", "main", "alone").decode().strip()
    assert found["held_against"]["commit"] == found["merge_base"]


PAIR = ("src/model.py", "src/schema.py")


def test_a_change_with_its_partners_that_shrinks_its_hotspots_passes(up: Command, repository: Path) -> None:
    source = str(repository)
    up.one("analyze", source)
    found = up.one("check", source, "--base", "main", "--head", "fine")
    assert (found["passed"], found["findings"], found["known_files"]) == (True, [], 4)
    assert "Nothing was found" in up.run("check", source, "--base", "main", "--head", "fine").stdout


def test_bounds_and_kinds_are_the_asker_s(up: Command, repository: Path) -> None:
    source = str(repository)
    up.one("analyze", source)
    skipped = ("--skip", "missing-partner", "--skip", "hotspot-grows", "--bus-factor", "1")
    assert up.one("check", source, "--base", "main", "--head", "alone", *skipped)["passed"]
    text = up.run("check", source, "--base", "main", "--head", "alone", code=1).stdout
    assert "src/schema.py did not change, though it did in 8 of the 8 commits" in text
    assert "3 findings." in text


def test_a_change_that_took_main_in_is_not_held_against_itself(up: Command, repository: Path, tmp_path: Path) -> None:
    # As a CI has it: the branch is checked out and analysed, and main was merged into it meanwhile.
    work = tmp_path / "merged"
    git(tmp_path, "clone", "--quiet", "--branch", "alone", str(repository), str(work))
    by = ("-c", "user.name=Bob Bell", "-c", "user.email=bob@example.org")
    git(work, "checkout", "--quiet", "-b", "main", "origin/main")
    (work / "lib" / "new.py").write_bytes(b"b = 1\n")
    git(work, "add", "lib/new.py")
    git(work, *by, "commit", "--quiet", "-m", "Go on")
    git(work, "checkout", "--quiet", "alone")
    git(work, *by, "merge", "--quiet", "--no-edit", "main")
    up.one("analyze", str(work))
    found = up.one("check", str(work), "--base", "main", "--head", "HEAD", code=1)
    assert found["merge_base"] == git(work, "rev-parse", "main").decode().strip()
    parted = git(work, "merge-base", "origin/main", "origin/alone").decode().strip()
    assert (found["held_against"]["commit"], found["held_against"]["is_merge_base"]) == (parted, False)
    kinds = [each["kind"] for each in found["findings"]]
    assert kinds == ["missing-partner", "hotspot-grows", "few-know-it"]


def test_what_cannot_be_compared_says_why(up: Command, repository: Path) -> None:
    source = str(repository)
    up.one("analyze", source)
    assert "nowhere" in up.run("check", source, "--base", "main", "--head", "nowhere", code=3).stderr
    unrelated = up.run("check", source, "--base", "main", "--head", "unrelated", code=3).stderr
    assert "in common" in unrelated
    assert up.run("check", source, "--base", "main", "--head", "a..b", code=2).stderr
    assert up.run("check", "/no/such/place", "--base", "main", "--head", "main", code=2).stderr


def test_the_page_s_commands_are_what_a_ci_runs(up: Command, repository: Path, tmp_path: Path) -> None:
    first, second = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    work = tmp_path / "work"
    git(tmp_path, "clone", "--quiet", "--branch", "alone", str(repository), str(work))
    git(work, "branch", "--quiet", "main", "origin/main")
    assert _shell(up, f"set -e\n{first}", work).returncode == 1
    done = _shell(up, f"set -e\n{second}", work)
    assert done.returncode == 0, done.stderr
    assert json.loads((work / "check.json").read_text(encoding="utf-8"))["total"] == 3
    yaml = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert yaml is not None
    [line] = [line for line in yaml[1].splitlines() if " check . " in line]
    command = line.partition("run: ")[2].replace(".codevoyage/.venv/bin/", "")
    assert _shell(up, f"export GITHUB_BASE_REF=main\n{command}", work).returncode == 1


def _shell(up: Command, script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "CODEVOYAGE_DATA_DIR": str(up.data_dir),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
