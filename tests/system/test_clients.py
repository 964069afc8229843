"""clients/go and clients/typescript against the whole stack: what they print is what the command says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.integration.stack.command import Command
from tests.repositories.history import History, Put

pytestmark = [pytest.mark.integration, pytest.mark.clients]
ROOT = Path(__file__).parents[2]
CLIENTS = {
    "go": [str(ROOT / "clients" / "go" / "hotspots")],
    "typescript": [
        str(ROOT / "tools" / "with-node"),
        "node",
        str(ROOT / "clients" / "typescript" / "dist" / "hotspots.js"),
    ],
}
SECONDS = 120


def run(client: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*client, *arguments], capture_output=True, text=True, timeout=SECONDS, check=False)


@pytest.fixture(scope="module")
def repository(repositories: Path) -> Path:
    """Programs alone: their complexity is known with the results, that of other texts comes later."""
    path = repositories / "clients.git"
    history = History()
    last: tuple[int, ...] = ()
    for number in range(12):
        puts = [
            Put(b"src/%d.py" % file, b"if x:\n    y = %d\n" % number * (file + 1)) for file in range(number % 5 + 1)
        ]
        last = (history.commit(*puts, parents=last),)
    history.write(path)
    return path


@pytest.fixture
def address(stack: Command) -> str:
    return str(stack.one("status")["address"]).removeprefix("http://")


@pytest.mark.usefixtures("permitted")
@pytest.mark.parametrize("language", CLIENTS)
def test_a_client_analyses_watches_and_prints_hotspots(
    stack: Command, repository: Path, address: str, language: str
) -> None:
    done = run(CLIENTS[language], address, str(repository))
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1].partition(" ")[0].endswith("SUCCEEDED")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    expected = stack.lines("hotspots", str(repository), "--top", "10")
    assert expected
    assert [(row[0], int(row[1]), int(row[2]), row[3]) for row in rows] == [
        (f"{each['score']:.3f}", each["revisions"], each["complexity"], each["path"]) for each in expected
    ]


@pytest.mark.parametrize("language", CLIENTS)
def test_a_client_says_what_the_service_refuses(address: str, language: str) -> None:
    refused = run(CLIENTS[language], address, "ftp://example.org/a")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "Only https addresses and absolute paths are read" in refused.stderr
    assert run(CLIENTS[language]).returncode == 2
