"""Commits and their changes: what is stored against what git says, commit by commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from codevoyage_ingest.git.commits import COMMIT_BYTES
from codevoyage_ingest.verification.facts import Change, Commit, FactKind, Signed
from codevoyage_ingest.verification.findings import Findings, readable, shown


def compare_commits(
    stored: Iterable[Commit], told: Iterator[Commit], *, bytes_of: Callable[[bytes], int] = lambda _: 0
) -> Findings:
    """Every stored commit against git's; those that git does not have are differences.

    told: of the stored ones, in the same order, without those that git does not have. bytes_of: how large git says that
    a commit is; asked where a message is longer than what is stored of it.
    """
    findings = Findings()
    said = next(told, None)
    for commit in stored:
        findings.count(FactKind.COMMITS)
        if said is None or said.id != commit.id:
            findings.differ(FactKind.COMMITS, f"{commit.id.hex()} is stored twice, or git has no such commit.")
            continue
        _compare(commit, said, findings, bytes_of)
        said = next(told, None)
    return findings


def _compare(stored: Commit, told: Commit, findings: Findings, bytes_of: Callable[[bytes], int]) -> None:
    name = stored.id.hex()
    findings.same(FactKind.PARENTS, f"Parents of {name}", _digits(stored.parents), _digits(told.parents))
    for word, ours, git in (("author", stored.author, told.author), ("committer", stored.committer, told.committer)):
        _compare_signed(f"{word} of {name}", ours, git, findings, shown=told.shown)
    if told.shown:
        findings.same(FactKind.MESSAGES, f"Message of {name}", *_messages(stored, told, bytes_of))
    if told.changes is not None or stored.changes:
        _compare_changes(name, stored.changes or (), told.changes or (), findings)


def _compare_signed(what: str, stored: Signed, told: Signed, findings: Findings, *, shown: bool) -> None:
    # Of a line that is none git shows nothing at all, where the reader keeps what there is.
    if shown and (told.name, told.email, told.seconds) != (b"", b"", None):
        findings.same(
            FactKind.SIGNATURES, f"Name and e-mail of the {what}", (stored.name, stored.email), (told.name, told.email)
        )
    # git shows no date where there is no zone, and no zone where its own clock ends.
    if told.seconds is not None:
        findings.same(
            FactKind.DATES,
            f"Seconds and zone (in minutes) of the {what}",
            (stored.seconds, stored.offset),
            (told.seconds, stored.offset if told.offset is None else told.offset),
        )


def _messages(stored: Commit, told: Commit, bytes_of: Callable[[bytes], int]) -> tuple[object, object]:
    """Subject and message of both, as far as git shows a message (to the first NUL) and the reader keeps a commit."""
    ours, ended, _ = stored.message.partition(b"\0")
    longer = told.message != ours and told.message.startswith(ours)
    cut = longer and bytes_of(stored.id) > COMMIT_BYTES
    # Where one of the two is cut, the subject may be of the part that is missing.
    subject = stored.subject if ended or cut else told.subject
    return (stored.subject, ours), (subject, ours if cut else told.message)


def _compare_changes(name: str, stored: Sequence[Change], told: Sequence[Change], findings: Findings) -> None:
    left: dict[bytes, list[Change]] = defaultdict(list)
    for change in stored:
        left[change.path].append(change)
    for change in told:
        findings.count(FactKind.CHANGES)
        found = left[change.path]
        if found:
            _compare_change(name, found.pop(0), change, findings)
        else:
            findings.differ(FactKind.CHANGES, f"{name}: git has a change of {shown(change.path)} that is not stored.")
    for path, changes in left.items():
        for _ in changes:
            findings.differ(FactKind.CHANGES, f"{name}: a change of {shown(path)} is stored that git does not have.")
    same = len(stored) == len(told) and not any(left.values())
    if same and [change.path for change in stored] != [change.path for change in told]:
        findings.differ(FactKind.CHANGES, f"{name}: the changes are not stored in git's order.")


def _compare_change(name: str, stored: Change, told: Change, findings: Findings) -> None:
    what = f"{name} {readable(told.path)}"
    if stored == told:  # nearly always: one look instead of three
        findings.count(FactKind.LINE_COUNTS)
        findings.count(FactKind.RENAMES, told.status == "R")
        return
    if "R" in (stored.status, told.status):
        findings.same(
            FactKind.RENAMES,
            f"Path before, and percent of likeness, of {what}",
            (stored.old_path, stored.score),
            (told.old_path, told.score),
        )
    findings.same(
        FactKind.LINE_COUNTS,
        f"Insertions and deletions of {what}",
        (stored.insertions, stored.deletions),
        (told.insertions, told.deletions),
    )
    if _standing(stored) != _standing(told):
        findings.differ(
            FactKind.CHANGES,
            f"{what}: stored is {_words(stored)}, git says {_words(told)}.",
        )


def _standing(change: Change) -> Change:
    """What is compared as the change itself: the rest is compared apart."""
    return replace(change, old_path=b"", insertions=None, deletions=None, score=0)


def _words(change: Change) -> str:
    return (
        f"{change.status} from {change.old_mode:06o} {change.old_blob.hex()} to {change.mode:06o} {change.blob.hex()}"
    )


def _digits(parents: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(parent.hex() for parent in parents)
