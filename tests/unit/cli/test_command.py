"""The command line itself: what it understands, how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codevoyage_cli import main as command
from codevoyage_cli.errors import Exit
from codevoyage_cli.screen.amounts import byte_amount, duration


def _codevoyage(*arguments: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "codevoyage_cli", "--data-dir", str(data_dir), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", command.COMMANDS)
def test_every_command_has_help_with_an_example(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["codevoyage", name, "--help"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == Exit.DONE
    assert f"codevoyage {name}" in capsys.readouterr().out.partition("Examples:")[2]


def test_a_command_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    ended = _codevoyage("analyse", data_dir=tmp_path)
    assert ended.returncode == Exit.USAGE
    assert "analyze" in ended.stderr


@pytest.mark.parametrize(
    "arguments", [("status",), ("runs",), ("watch", "a"), ("tree", "a"), ("cancel", "a")], ids=lambda given: given[0]
)
def test_without_a_stack_there_is_nothing_to_ask(arguments: tuple[str, ...], tmp_path: Path) -> None:
    ended = _codevoyage(*arguments, data_dir=tmp_path / "none")
    assert ended.returncode == Exit.NO_STACK
    assert "codevoyage up" in ended.stderr
    assert ended.stdout == ""
    assert not (tmp_path / "none").exists()


def test_down_without_a_stack_is_done(tmp_path: Path) -> None:
    ended = _codevoyage("down", data_dir=tmp_path / "none")
    assert (ended.returncode, ended.stdout) == (Exit.DONE, "CodeVoyage was not up.\n")


def test_a_data_folder_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = _codevoyage("up", "--detach", data_dir=tmp_path / "file" / "below")
    assert ended.returncode == Exit.FAILED
    assert "--data-dir" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_defect_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(command.cli, "main", broken)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == Exit.FAILED
    assert "ZeroDivisionError: by zero" in capsys.readouterr().err


def test_amounts_read_well() -> None:
    assert [byte_amount(count) for count in (0, 1023, 1536, 3 << 30)] == ["0 B", "1023 B", "1.5 KiB", "3.0 GiB"]
    assert [duration(seconds) for seconds in (0.44, 12, 200, 7500, 90_000)] == [
        "0.4 s",
        "12 s",
        "3 min 20 s",
        "2 h 5 min",
        "1 d 1 h",
    ]
