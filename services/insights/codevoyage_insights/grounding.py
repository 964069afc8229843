"""Grounding: a sentence may contain no number of its own. Facts stand in it as placeholders that are cited.

Holds for templates and, later, for models alike: whoever chose the words, the evidence chose the numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from codevoyage_insights.domain import Claim, Draft, Evidence
from codevoyage_insights.errors import Ungrounded

#: Evidence that one sentence may rest on: more than eight is a list, not a reason.
MAX_CITED: Final = 8
EVIDENCE_ID: Final = re.compile(r"[A-Z][0-9]{1,4}")
_PLACEHOLDER: Final = re.compile(r"\{\{([A-Z][0-9]{1,4})\.([a-z][a-z_]*)\}\}")
_ADDRESS: Final = re.compile(r"://|\bwww\.|\bmailto:|\bjavascript:|\bdata:", re.IGNORECASE)
_MARKUP: Final = re.compile(r"[<>`*_#|\\{}]|\]\(|&[a-z#]", re.IGNORECASE)


def ground(drafts: Iterable[Draft], evidence: Sequence[Evidence]) -> tuple[Claim, ...]:
    """The sentences with their numbers put in. Raises Ungrounded when one of them may not be said."""
    known = {each.id: each for each in evidence}
    return tuple(_grounded(draft, known) for draft in drafts)


def _grounded(draft: Draft, known: Mapping[str, Evidence]) -> Claim:
    _check_citations(draft, known)
    _check_words(draft)

    def value(found: re.Match[str]) -> str:
        cited, field = found[1], found[2]
        if cited not in draft.evidence_ids:
            raise Ungrounded(draft.text, f"quotes {cited} without citing it")
        if field not in known[cited].fields:
            raise Ungrounded(draft.text, f"quotes {cited}.{field}, which is not in the evidence")
        return known[cited].fields[field]

    return Claim(text=_PLACEHOLDER.sub(value, draft.text), evidence_ids=draft.evidence_ids)


def _check_citations(draft: Draft, known: Mapping[str, Evidence]) -> None:
    cited = draft.evidence_ids
    if not 1 <= len(cited) <= MAX_CITED or len(set(cited)) != len(cited):
        raise Ungrounded(draft.text, f"must cite 1 to {MAX_CITED} pieces of evidence, each once")
    for each in cited:
        if not EVIDENCE_ID.fullmatch(each) or each not in known:
            raise Ungrounded(draft.text, f"cites {each[:20]}, which is not there")


def _check_words(draft: Draft) -> None:
    words = _PLACEHOLDER.sub("", draft.text)
    if not draft.text.strip():
        raise Ungrounded(draft.text, "is empty")
    if _ADDRESS.search(words):
        raise Ungrounded(draft.text, "contains an address")
    if _MARKUP.search(words):
        raise Ungrounded(draft.text, "contains markup or a broken placeholder")
    for character in words:
        category = unicodedata.category(character)
        if category.startswith("N"):  # digits of every script, fractions, Roman numerals
            raise Ungrounded(draft.text, f"contains a number of its own ({character})")
        if category.startswith("C"):  # controls, bidirectional marks, private use
            raise Ungrounded(draft.text, f"contains an unseen character (U+{ord(character):04X})")
