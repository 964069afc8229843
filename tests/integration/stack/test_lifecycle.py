"""Starting, stopping, killing: no orphan, no locked data, nothing lost."""

from __future__ import annotations

import json
import signal
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from codevoyage_cli.stack import connect, running
from codevoyage_cli.stack.checkup import checkup
from codevoyage_cli.stack.state import read_state
from tests.integration.stack.command import Command
from tests.repositories.history import History, Put

pytestmark = pytest.mark.integration


@pytest.fixture
def small(tmp_path: Path) -> Path:
    history = History()
    history.commit(Put(b"one", b"1\n"))
    history.write(tmp_path / "small.git")
    return tmp_path / "small.git"


def _eventually(holds: Callable[[], bool], *, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_up_says_where_and_everything_is_well(up: Command) -> None:
    status = up.one("status")
    assert status["healthy"]
    assert {part["name"] for part in status["parts"]} == {
        "postgres",
        "redis",
        "envoy",
        "page",
        *(f"{name}-{kind}" for name in ("ingest", "analysis", "insights") for kind in ("server", "worker")),
    }
    again = up.run("up")
    assert again.stdout == f"CodeVoyage is up already: {status['address']}\n"
    with urllib.request.urlopen(f"{status['address']}/healthz", timeout=10) as answer:
        assert answer.status == 200


def test_everything_listens_on_loopback_only(up: Command) -> None:
    for part in up.one("status")["parts"]:
        listening = psutil.Process(part["pid"]).net_connections(kind="inet")
        # gRPC listens on a socket of both families, bound to the IPv4 loopback.
        hosts = {at.laddr.ip.removeprefix("::ffff:") for at in listening if at.status == psutil.CONN_LISTEN}
        assert hosts <= {"127.0.0.1"}


def test_doctor_finds_the_real_parts(up: Command) -> None:
    with up.start("doctor", "--json") as process:
        found = {finding["name"]: finding for finding in json.loads(process.communicate(timeout=60)[0])}
    assert all(found[name]["ok"] for name in ("python", "git", "postgres", "redis", "envoy", "data folder", "port"))
    assert process.returncode == (0 if all(finding["ok"] for finding in found.values()) else 1)


def test_two_ups_at_once_are_one_stack(fresh: Command) -> None:
    both = [fresh.start("up", "--detach") for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len({output.split("http://")[1].split()[0] for output, _ in said}) == 1
    assert len([process for process in fresh.processes() if "codevoyage_cli.stack" in process.cmdline()]) == 1


def test_down_leaves_nothing_and_the_data_and_the_port_stay(fresh: Command, small: Path) -> None:
    fresh.run("up", "--detach")
    address = fresh.one("status")["address"]
    analysed = fresh.one("analyze", str(small))
    assert fresh.run("down").stdout == "CodeVoyage is down.\n"
    assert fresh.processes() == []
    fresh.run("up", "--detach")
    assert fresh.one("status")["address"] == address
    assert [run["analysis"] for run in fresh.lines("runs")] == [analysed["analysis"]]


def test_a_killed_up_leaves_no_orphan_and_the_next_one_has_the_data(fresh: Command, small: Path) -> None:
    with fresh.start("up") as process:
        _eventually(lambda: connect(fresh.data_dir) is not None)
        analysed = fresh.one("analyze", str(small))
        process.kill()
    _eventually(lambda: fresh.processes() == [], seconds=20)
    fresh.run("up", "--detach")
    assert fresh.one("status")["healthy"]
    assert [run["analysis"] for run in fresh.lines("runs")] == [analysed["analysis"]]


def test_down_after_a_kill_cleans_up(fresh: Command) -> None:
    with fresh.start("up") as process:
        _eventually(lambda: connect(fresh.data_dir) is not None)
        process.kill()
    fresh.run("down")
    assert fresh.processes() == []
    assert not fresh.folder.state.exists()
    fresh.run("status", code=4)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_up_in_order(fresh: Command, number: signal.Signals) -> None:
    with fresh.start("up") as process:
        _eventually(lambda: connect(fresh.data_dir) is not None)
        process.send_signal(number)
        assert process.wait(60) == 0
    assert fresh.processes() == []
    assert "database system is shut down" in (fresh.folder.logs / "postgres.log").read_text()


def test_a_signal_while_it_starts_leaves_nothing(fresh: Command) -> None:
    with fresh.start("up") as process:
        _eventually(lambda: read_state(fresh.folder.state) is not None)
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert fresh.processes() == []


def test_a_part_that_is_killed_comes_back(fresh: Command, small: Path) -> None:
    fresh.run("up", "--detach")
    names = ("postgres", "redis", "analysis-server", "ingest-worker", "envoy")
    killed = {part["pid"] for part in fresh.one("status")["parts"] if part["name"] in names}
    for pid in killed:
        psutil.Process(pid).kill()

    def well() -> bool:
        found = checkup(fresh.data_dir)
        return found is not None and found.healthy and killed.isdisjoint(part.pid for part in found.parts)

    _eventually(well)
    assert fresh.one("analyze", str(small))["commits"] == 1


def test_a_stack_for_a_block_stops_after_it(fresh: Command) -> None:
    with running(fresh.data_dir) as stack:
        assert connect(fresh.data_dir) == stack
        with running(fresh.data_dir) as same:
            assert same.address == stack.address
    assert fresh.processes() == []


def test_a_stack_for_a_block_stops_after_its_last_user(fresh: Command) -> None:
    first = running(fresh.data_dir)
    stack = first.__enter__()
    second = running(fresh.data_dir)
    second.__enter__()
    first.__exit__(None, None, None)
    assert connect(fresh.data_dir) == stack
    second.__exit__(None, None, None)
    _eventually(lambda: fresh.processes() == [])


def test_up_makes_a_stack_stay_that_was_started_for_a_block(fresh: Command) -> None:
    with running(fresh.data_dir) as stack:
        assert fresh.run("up", "--detach").stdout == f"CodeVoyage is up already: {stack.address}\n"
    still = connect(fresh.data_dir)
    assert still is not None
    assert still.state.pid == stack.state.pid


def test_a_taken_port_is_a_sentence(up: Command, fresh: Command) -> None:
    port = up.one("status")["address"].rpartition(":")[2]
    ended = fresh.run("up", "--detach", "--port", port, code=3)
    assert f"Port {port} is taken" in ended.stderr
