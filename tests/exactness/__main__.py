"""Compares facts with git itself, twice, for any repository: `python -m tests.exactness PATH [--trees 50]`.

Starts an embedded stack in a folder of its own and reads a bare clone of the repository. `codevoyage verify` compares
what is stored; then the tests' own oracle, which shares no code with it, compares what the services answer: commits,
parents, the mainline, line counts of every non-merge commit, trees at the newest and at randomly drawn mainline
commits, and the figures of the analysis. Exit code 0: no difference, 1: differences, which are printed.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import grpc

from codevoyage.ingest.v1.ingest_service_pb2_grpc import IngestServiceStub
from codevoyage_cli.stack import running
from codevoyage_common.rpc.channel import OPTIONS
from tests.exactness.collected import collect
from tests.exactness.compare import differences
from tests.repositories.oracle import Oracle


def main() -> int:
    """Compares and says what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", help="a path, or an address that git can clone")
    parser.add_argument("--trees", type=int, default=50, help="mainline commits whose trees are compared")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="codevoyage-verify-") as folder:
        bare = Path(folder) / "bare.git"
        # Bare, so that the oracle obeys no .gitattributes either.
        clone = ["git", "clone", "--quiet", "--bare", "--single-branch", "--no-tags", asked.repository, str(bare)]
        subprocess.run(clone, check=True)
        found = _compare(bare, data=Path(folder) / "data", trees=asked.trees, seed=asked.seed)
    for sentence in found:
        print(sentence)
    return 1 if found else 0


def _compare(bare: Path, *, data: Path, trees: int, seed: int) -> list[str]:
    oracle = Oracle(bare)
    last = len(oracle.mainline) - 1
    drawn = random.Random(seed).sample(range(last), min(trees, last)) if last > 0 else []
    with running(data) as stack:
        # The command permits the path, as a person would; the facts are then asked of ingest itself.
        command = [sys.executable, "-m", "codevoyage_cli", "--data-dir", str(data)]
        analysed = _answer([*command, "analyze", str(bare), "--json"])
        drawing = ["--trees", str(trees), "--seed", str(seed)]
        verified = _answer([*command, "verify", str(bare), *drawing, "--json"])
        with grpc.insecure_channel(stack.state.internal["ingest"], options=OPTIONS) as channel:
            facts = collect(IngestServiceStub(channel), source=str(bare.resolve()), request_id=f"verify-{seed}")
    found = [each["sentence"] for each in verified["first_differences"]]
    if verified["state"] != "SUCCEEDED" or verified["differences"] != len(found):
        found.append(f"codevoyage verify: {verified['state']}, {verified['differences']} differences")
    found += differences(facts, oracle, positions=[*sorted(drawn), last])
    tree = oracle.tree()
    totals = oracle.totals().values()
    expected = {
        "commits": oracle.commit_count,
        "insertions": sum(added for _, added, _ in totals),
        "deletions": sum(removed for _, _, removed in totals),
        "files": len(tree),
        "bytes": sum(entry.size or 0 for entry in tree),
        "lines": sum(entry.lines or 0 for entry in tree),
        "people": oracle.people,
        "head": oracle.head,
    }
    for name, value in expected.items():
        if analysed[name] != value:
            found.append(f"{name}: {analysed[name]}, git says {value}")
    print(
        f"{bare.name}: {len(facts.commits)} commits, {sum(map(len, facts.changes.values()))} changes, "
        f"{len(drawn) + 1} trees compared (seed {seed}), of what is stored "
        f"{sum(verified['compared'].values())} facts in {verified['seconds']:.1f} s: {len(found)} differences"
    )
    return found


def _answer(command: list[str]) -> dict[str, Any]:
    """The object that a command prints, whatever it ends with: a finding is none of its failures."""
    printed: dict[str, Any] = json.loads(subprocess.run(command, check=False, stdout=subprocess.PIPE).stdout)
    return printed


if __name__ == "__main__":
    raise SystemExit(main())
