"""Pinned requirements: every version and hash, no address, one version of a package everywhere, nothing forgotten."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "requirements").glob("*.txt"))
_PIN = re.compile(r"([a-z0-9.-]+)(?:\[[a-z,]+\])?==([^\s;]+)(?: ; [^\\]+)? \\")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def _pins(file: Path) -> dict[str, str]:
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith((" ", "#"))]
    found = {}
    for line in lines:
        match = _PIN.fullmatch(line)
        assert match, f"{file.name}: {line}"
        found[match[1]] = match[2]
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_everything_is_pinned_and_hashed_and_no_address_is_written(file: Path) -> None:
    text = file.read_text()
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
    hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}", text)
    assert len(hashes) >= len(_pins(file)) > 0


def test_a_package_has_one_version_everywhere() -> None:
    versions: dict[str, set[str]] = {}
    for file in FILES:
        for name, version in _pins(file).items():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_what_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    common = project["dependencies"]
    for extra, asked in project["optional-dependencies"].items():
        file = ROOT / "requirements" / f"{extra}.txt"
        if not file.is_file():
            continue  # `cli` is part of `stack`
        pins = _pins(file)
        for requirement in [*common, *asked]:
            name = _NAME.match(requirement)
            assert name
            if name[0] != "codevoyage":
                assert name[0].lower().replace("_", "-") in pins, f"{extra}: run `make requirements`"


def test_page_packages_are_locked_for_every_platform_without_addresses() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    for platform in ("darwin-arm64", "linux-x64-gnu", "linux-arm64-gnu"):
        assert f"@oxlint/binding-{platform}" in lock
