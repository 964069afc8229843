"""Words of insights: families, evidence, claims before and after their numbers are put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """Kinds of insight, in the order in which people read them."""

    OVERVIEW = "OVERVIEW"

    @property
    def segment(self) -> str:
        """The last part of an insight's resource name."""
        return self.value.lower()


class Source(StrEnum):
    """Who chose the words."""

    DETERMINISTIC = "DETERMINISTIC"
    MODEL = "MODEL"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Facts that claims quote.

    id: a capital letter and one to four digits. call: the call that gave them. fields: name to value, as rendered;
    a field that was absent in the answer is absent here.
    """

    id: str
    call: str
    fields: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A sentence in which facts stand as `{{E1.commits}}`, and the evidence that it rests on."""

    text: str
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence as people read it."""

    text: str
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Insight:
    """Something worth knowing about an analysis. result_hash: of the results that it speaks of."""

    family: Family
    title: str
    claims: tuple[Claim, ...]
    evidence: tuple[Evidence, ...]
    source: Source
    result_hash: str
