"""The questions of README.md, as they are written there, on a repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from codevoyage_cli.errors import Exit
from codevoyage_cli.main import COMMANDS
from tests.integration.stack.command import Command
from tests.integration.stack.studied import studied
from tests.repositories import team
from tests.repositories.history import git

pytestmark = pytest.mark.integration
PAGE = Path(__file__).parents[2] / "README.md"
SECONDS = 60


def questions() -> list[str]:
    block = re.search(r"^## Ask it\n.*?```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert block is not None
    return [line.partition("#")[0].strip() for line in block[1].splitlines()]


@pytest.fixture(scope="module")
def folder(stack: Command, repositories: Path) -> Path:
    """A clone of the team's repository, whose lines have been followed."""
    bare = repositories / "readme.git"
    team.build(bare)
    work = repositories / "readme"
    git(repositories, "clone", "--quiet", str(bare), str(work))
    studied(stack, str(work))
    return work


@pytest.mark.parametrize("line", questions())
def test_a_question_is_answered(stack: Command, folder: Path, line: str) -> None:
    done = subprocess.run(
        ["bash", "-c", line.replace("ada@example.org", "ann@example.org").replace('"ada"', '"ann"')],
        cwd=folder,
        env={
            **os.environ,
            "CODEVOYAGE_DATA_DIR": str(stack.data_dir),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == Exit.DONE, done.stderr
    assert done.stdout


def test_every_command_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"codevoyage {name}" not in text] == []
