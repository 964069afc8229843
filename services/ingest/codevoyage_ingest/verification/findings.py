"""What a verification compared, what differs, and the first differences in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from codevoyage_ingest.verification.facts import FactKind

#: Differences that are told in words: whoever reads more looks at the repository instead.
SENTENCES: Final = 20
#: Characters of one sentence: two paths of the usual length, and what is said about them.
_CHARACTERS: Final = 600


@dataclass
class Findings:
    """Counts by kind of fact, and (kind, sentence) of the first differences."""

    compared: Counter[FactKind] = field(default_factory=Counter)
    differing: Counter[FactKind] = field(default_factory=Counter)
    sentences: list[tuple[FactKind, str]] = field(default_factory=list)

    @property
    def differences(self) -> int:
        """Of all kinds."""
        return self.differing.total()

    def count(self, kind: FactKind, number: int = 1) -> None:
        """So many facts were compared."""
        self.compared[kind] += number

    def differ(self, kind: FactKind, sentence: str) -> None:
        """One of them differs."""
        self.differing[kind] += 1
        if len(self.sentences) < SENTENCES:
            self.sentences.append((kind, sentence[:_CHARACTERS]))

    def same(self, kind: FactKind, what: str, stored: object, told: object) -> None:
        """Compares one fact. what: of what, for the sentence."""
        self.compared[kind] += 1
        if stored != told:
            self.differ(kind, f"{what}: stored is {shown(stored)}, git says {shown(told)}.")

    def add(self, other: Findings) -> None:
        """Takes over what another part of the work found, which comes after this."""
        self.compared += other.compared
        self.differing += other.differing
        self.sentences += other.sentences[: SENTENCES - len(self.sentences)]

    def as_json(self) -> dict[str, Any]:
        """For a column; `of` reads it."""
        return {
            "compared": {kind.value: number for kind, number in self.compared.items()},
            "differing": {kind.value: number for kind, number in self.differing.items()},
            "sentences": [[kind.value, sentence] for kind, sentence in self.sentences],
        }

    @classmethod
    def of(cls, column: Mapping[str, Any] | None) -> Findings:
        """What `as_json` wrote; nothing yet of None."""
        if column is None:
            return cls()
        return cls(
            compared=Counter({FactKind(kind): number for kind, number in column["compared"].items()}),
            differing=Counter({FactKind(kind): number for kind, number in column["differing"].items()}),
            sentences=[(FactKind(kind), sentence) for kind, sentence in column["sentences"]],
        )


def shown(value: object) -> str:
    """A value for a sentence: ids as hexadecimal digits, names without control characters, nothing as `none`."""
    match value:
        case None:
            return "none"
        case bytes():
            return f"`{readable(value)}`"
        case str():
            return f"`{readable(value.encode('utf-8', 'replace'))}`"
        case tuple() | list():
            return ", ".join(map(shown, value)) or "none"
        case _:
            return str(value)


def readable(name: bytes) -> str:
    """Bytes of a repository as text that can do nothing to a terminal, and that no database refuses."""
    text = name[:_CHARACTERS].decode("utf-8", "backslashreplace")
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
