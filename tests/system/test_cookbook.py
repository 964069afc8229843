"""Every call of docs/grpcurl.md, run in its order by a shell, and every public RPC among them."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.stack.command import Command
from tests.repositories import team
from tests.repositories.history import git
from tests.system.grpcurl import Grpcurl
from tests.system.tools import tool

pytestmark = [pytest.mark.integration, pytest.mark.tools]
PAGE = Path(__file__).parents[2] / "docs" / "grpcurl.md"
#: Seconds for the whole page.
SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class Example:
    """One block of the page. look_at: what its output must have. refused_with: empty: it must succeed."""

    heading: str
    script: str
    look_at: tuple[str, ...]
    refused_with: str


def examples() -> tuple[str, list[Example]]:
    """The first block, which the others need, and these."""
    text = PAGE.read_text(encoding="utf-8")
    heading, found = "", []
    for part in re.split(r"^(?=#{2,3} )|(?=^```sh\n)", text, flags=re.MULTILINE):
        if match := re.match(r"#{2,3} (.*)", part):
            heading = match[1]
        if match := re.match(r"```sh\n(.*?)```\n(.*)", part, re.DOTALL):
            told = re.search(r"Look at: (.*?)\.(?:\s|$)", match[2], re.DOTALL)
            refused = re.search(r"Refused with `(\w+)`", match[2])
            looks = tuple(re.findall(r"`([^`]+)`", told[1])) if told else ()
            found.append(
                Example(heading=heading, script=match[1], look_at=looks, refused_with=refused[1] if refused else "")
            )
    return found[0].script, found[1:]


@pytest.fixture(scope="module")
def repository(repositories: Path) -> Path:
    """The team's, with a branch that is not merged."""
    path = repositories / "cookbook.git"
    team.build(path)
    git(path, "update-ref", "refs/heads/earlier", "main~1")
    return path


@pytest.mark.usefixtures("permitted")
def test_every_call_does_what_the_page_says(stack: Command, repository: Path, tmp_path: Path) -> None:
    setup, calls = examples()
    values = {
        "ADDRESS": str(stack.one("status")["address"]).removeprefix("http://"),
        "REPO": str(repository),
        "FILE": "core/a.py",
        "WHO": "ann@example.org",
        "OTHER": "bob@example.org",
        "BASE": "earlier HEAD=main",
    }
    lines = [re.sub(r"^(\w+)=.*", lambda found: f"{found[1]}={values[found[1]]}", line) for line in setup.splitlines()]
    script = [*lines]
    for number, call in enumerate(calls):
        # In the shell itself, so that names stay for what comes later.
        script.append(f"{{\n{call.script}\n}} >{tmp_path}/{number}.out 2>&1; echo $? >{tmp_path}/{number}.status")
    path = f"{Path(tool('grpcurl', built_by='tools/go-tools')).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        ["bash", "-c", "\n".join(script)], env={**os.environ, "PATH": path}, timeout=SECONDS, check=True, cwd=tmp_path
    )
    for number, call in enumerate(calls):
        output = (tmp_path / f"{number}.out").read_text(encoding="utf-8")
        status = (tmp_path / f"{number}.status").read_text(encoding="utf-8").strip()
        assert (status == "0") is not bool(call.refused_with), f"{call.heading}: {output}"
        for word in (*call.look_at, *filter(None, [call.refused_with])):
            assert word in output, f"{call.heading}: no {word} in {output}"


def test_every_public_rpc_has_a_call(grpcurl: Grpcurl) -> None:
    _, calls = examples()
    shown = {call.heading for call in calls}
    public = {
        f"{service}/{method}"
        for service in grpcurl("list").split()
        if not service.startswith("grpc.reflection.")
        for method in re.findall(r"rpc (\w+) \(", re.sub(r" +", " ", grpcurl("describe", service)))
    }
    assert public - shown == set()
    assert {name for name in shown if name.startswith("codevoyage.")} - public == set()
