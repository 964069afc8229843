"""What people correct of the rules: these are one person, those are another.

Edits come after the rules, one after the other in the order in which they were made. They name signatures, never
numbers, so that they hold for every later reading; what they name and a history has not, they leave out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from codevoyage_ingest.people.mailmap import Signature


class EditKind(StrEnum):
    """MERGE: all persons with one of the signatures are one. SPLIT: the signatures are a person of their own."""

    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, kw_only=True)
class SignedAs:
    """Signatures of an e-mail, whatever the case of its ASCII letters. name: exactly this one; None: every one."""

    email: bytes
    name: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One correction."""

    kind: EditKind
    signatures: tuple[SignedAs, ...]


class Signatures:
    """Finds the signatures (name, e-mail) of a history."""

    def __init__(self, signatures: Sequence[Signature]) -> None:
        self._of_email: dict[bytes, list[tuple[int, bytes]]] = {}
        for number, (name, email) in enumerate(signatures):
            self._of_email.setdefault(_folded(email), []).append((number, name))

    def found(self, signed: SignedAs) -> set[int]:
        """Their numbers."""
        known = self._of_email.get(_folded(signed.email), [])
        return {number for number, name in known if signed.name is None or name == signed.name}


def edited(signatures: Signatures, groups: Sequence[int], edits: Iterable[Edit]) -> list[int]:
    """For each signature the number of its group, after the edits. groups: before; equal numbers are one person.

    Numbers of groups mean nothing but that.
    """
    result = list(groups)
    members: dict[int, set[int]] = {}
    for number, group in enumerate(result):
        members.setdefault(group, set()).add(number)
    fresh = max(result, default=0) + 1
    for edit in edits:
        named = set().union(*(signatures.found(each) for each in edit.signatures))
        if not named:
            continue
        if edit.kind is EditKind.SPLIT:
            for number in named:
                members[result[number]].discard(number)
            together, into = named, fresh
            fresh += 1
        else:
            joined = {result[number] for number in named}
            into = max(joined, key=lambda group: len(members[group]))  # so that few numbers change
            together = set().union(*(members.pop(group) for group in joined - {into}))
        members.setdefault(into, set()).update(together)
        for number in together:
            result[number] = into
    return result


def _folded(email: bytes) -> bytes:
    return email.strip().lower()
