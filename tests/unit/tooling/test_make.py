"""The Makefile explains itself, and the tools that need nothing do what they say."""

from __future__ import annotations

import re
import stat
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_help_lists_every_target_that_is_for_people() -> None:
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    listed = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert [target for target in phony[1].split() if f"m{target} " not in listed] == []


def test_the_readme_names_only_targets_that_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for document in ("README.md", "CONTRIBUTING.md"):
        for target in set(re.findall(r"\bmake ([a-z][a-z0-9-]+)", (ROOT / document).read_text())):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{document}: make {target}"


def test_passwords_are_made_once_and_are_their_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "passwords.env"
    for _ in range(2):
        subprocess.run([ROOT / "tools" / "compose-env", file], check=True, capture_output=True)
    content = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(set(re.findall(r"=([0-9a-f]{48})$", content, re.MULTILINE))) == 5
    subprocess.run([ROOT / "tools" / "compose-env", file], check=True, capture_output=True)
    assert file.read_text() == content


def test_an_old_python_is_refused_with_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.1"\nexit 1\n')
    old.chmod(0o755)
    refused = subprocess.run([ROOT / "tools" / "check-machine", old], capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "3.11 or newer" in refused.stderr
