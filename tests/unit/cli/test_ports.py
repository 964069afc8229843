"""Which ports a stack takes."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.ports import LOOPBACK, free_ports, gateway_port, is_free


def test_free_ports_differ_and_can_be_bound() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert all(is_free(port) for port in ports)


def test_a_wanted_port_is_remembered(tmp_path: Path) -> None:
    memory = tmp_path / "port"
    (wanted,) = free_ports(1)
    assert gateway_port(wanted=wanted, memory=memory) == wanted
    assert gateway_port(wanted=None, memory=memory) == wanted


def test_a_wanted_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        with pytest.raises(StackError, match="taken by another program"):
            gateway_port(wanted=other.getsockname()[1], memory=tmp_path / "port")


def test_a_remembered_port_that_is_taken_is_remembered_for_next_time(tmp_path: Path) -> None:
    memory = tmp_path / "port"
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        taken = other.getsockname()[1]
        memory.write_text(f"{taken}\n")
        assert gateway_port(wanted=None, memory=memory) != taken
    assert memory.read_text() == f"{taken}\n"


@pytest.mark.parametrize("nonsense", ["", "no port", "0", "70000"])
def test_a_damaged_memory_is_no_port(tmp_path: Path, nonsense: str) -> None:
    memory = tmp_path / "port"
    memory.write_text(nonsense)
    assert 1 <= gateway_port(wanted=None, memory=memory) <= 65_535
