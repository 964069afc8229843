"""What a verification found, for a person."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from codevoyage.ingest.v1 import verification_service_pb2 as pb
from codevoyage_cli.screen.amounts import counted, duration
from codevoyage_cli.screen.inert import inert

_KINDS: Final = {
    pb.FACT_KIND_COMMITS: "commits",
    pb.FACT_KIND_PARENTS: "lists of parents",
    pb.FACT_KIND_MAINLINE: "places on the mainline",
    pb.FACT_KIND_SIGNATURES: "names and e-mails of authors and committers",
    pb.FACT_KIND_DATES: "dates with their zones",
    pb.FACT_KIND_MESSAGES: "messages",
    pb.FACT_KIND_CHANGES: "file changes",
    pb.FACT_KIND_RENAMES: "renames",
    pb.FACT_KIND_LINE_COUNTS: "line counts of changes",
    pb.FACT_KIND_TREES: "trees",
    pb.FACT_KIND_TREE_FILES: "files of trees, with bytes and lines",
}


def print_verdict(console: Console, verification: pb.Verification) -> None:
    """What was compared, what differs, the first differences, and one sentence."""
    console.print(f"[bold]{escape(inert(verification.source))}[/] at {verification.head.hex()[:12]}", soft_wrap=True)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    table.add_column(justify="right", style="red")
    for each in verification.comparisons:
        differ = f"{each.differing:,} differ" if each.differing else ""
        table.add_row(f"  {each.compared:,}", _KINDS.get(each.kind, str(each.kind)), differ)
    console.print(table)
    for difference in verification.differences:
        console.print(f"  {escape(inert(difference.sentence))}", soft_wrap=True)
    differences = sum(each.differing for each in verification.comparisons)
    took = duration(verification.elapsed.ToTimedelta().total_seconds())
    found = counted(differences, "difference") if differences else "No difference"
    console.print(f"[bold]{found}[/] to git, in {took} (seed {verification.seed}).")
