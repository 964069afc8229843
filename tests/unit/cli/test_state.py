"""What is written down of a stack."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.part import Health
from codevoyage_cli.stack.passwords import passwords
from codevoyage_cli.stack.state import PartState, PartStatus, Phase, StackState, read_state, write_state

_SERVER = PartState(
    name="ingest-server",
    status=PartStatus.RUNNING,
    log="/logs/ingest-server.log",
    health=Health.GRPC,
    address="127.0.0.1:20001",
    pid=4711,
    created=1_700_000_000.5,
)
_STATE = StackState(phase=Phase.READY, pid=4710, created=1_700_000_000.25, port=8080, parts=(_SERVER,))


def test_a_state_is_read_as_it_was_written_and_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "stack.json"
    write_state(path, _STATE)
    assert read_state(path) == _STATE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"parts": []}', "no json", '{"parts": null}'])
def test_what_is_not_understood_is_no_state(tmp_path: Path, text: str) -> None:
    path = tmp_path / "stack.json"
    path.write_text(text)
    assert read_state(path) is None
    assert read_state(tmp_path / "none.json") is None


def test_another_version_is_not_understood(tmp_path: Path) -> None:
    path = tmp_path / "stack.json"
    write_state(path, _STATE)
    path.write_text(path.read_text().replace('"version": 1', '"version": 2'))
    assert read_state(path) is None


def test_servers_are_found_by_the_name_of_their_service() -> None:
    worker = PartState(name="ingest-worker", status=PartStatus.RUNNING, log="", health=Health.PROCESS)
    assert _STATE.with_part(worker).internal == {"ingest": "127.0.0.1:20001"}


def test_passwords_are_made_once_and_differ(tmp_path: Path) -> None:
    path = tmp_path / "passwords.json"
    made = passwords(path)
    assert passwords(path) == made
    assert len({made.admin, made.ingest, made.analysis, made.insights, made.redis}) == 5
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.redis not in str(_STATE)


def test_damaged_passwords_are_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "passwords.json"
    path.write_text("{}")
    with pytest.raises(StackError, match="is damaged"):
        passwords(path)
