"""What a sentence may not contain, whoever chose its words."""

from __future__ import annotations

import pytest

from codevoyage_insights.domain import Claim, Draft, Evidence
from codevoyage_insights.errors import Ungrounded
from codevoyage_insights.grounding import ground

EVIDENCE = (
    Evidence(id="E1", call="AnalysisService.GetAnalysis()", fields={"commits": "5,531", "name": "{{E2.secret}} <b>"}),
    Evidence(id="E2", call="AnalysisService.GetTree()", fields={"secret": "hidden"}),
)


def grounded(text: str, *cited: str) -> str:
    [claim] = ground([Draft(text=text, evidence_ids=cited)], EVIDENCE)
    return claim.text


def test_numbers_are_put_in_from_the_evidence() -> None:
    drafts = [Draft(text="There are {{E1.commits}} commits, {{E2.secret}}.", evidence_ids=("E1", "E2"))]
    assert ground(drafts, EVIDENCE) == (Claim(text="There are 5,531 commits, hidden.", evidence_ids=("E1", "E2")),)


def test_a_sentence_without_numbers_still_cites() -> None:
    assert grounded("This repository is empty.", "E1") == "This repository is empty."


def test_values_are_put_in_once_and_as_they_are() -> None:
    assert grounded("Called {{E1.name}}.", "E1") == "Called {{E2.secret}} <b>."


@pytest.mark.parametrize(
    "text",
    [
        "There are 5,531 commits.",
        "There are {{E1.commits}} commits in 3 files.",
        "Half (½) of it.",
        "Chapter Ⅳ.",
        "There are ٣ commits.",
        "There are 三 and ² commits.",
        "{{E1.commits}}0 commits.",
    ],
)
def test_a_bare_number_is_refused(text: str) -> None:
    with pytest.raises(Ungrounded, match="number of its own"):
        grounded(text, "E1")


@pytest.mark.parametrize("text", ["See https://example.org.", "See www.example.org.", "Write mailto:somebody."])
def test_an_address_is_refused(text: str) -> None:
    with pytest.raises(Ungrounded, match="address"):
        grounded(text, "E1")


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b>",
        "**bold**",
        "`code`",
        "_underlined_",
        "# Title",
        "[text](somewhere)",
        "&lt;b&gt;",
        "a | b",
        "{{E1.commits}",
        "{{E1}}",
        "{{E1.Commits}}",
        "{{ E1.commits }}",
        "{{E1.commits.length}}",
        "{{{E1.commits}}}",
    ],
)
def test_markup_and_broken_placeholders_are_refused(text: str) -> None:
    with pytest.raises(Ungrounded, match=r"markup|number of its own"):
        grounded(text, "E1")


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "a\u202eb", "a\u200bb", "a\x1b"])
def test_unseen_characters_are_refused(text: str) -> None:
    with pytest.raises(Ungrounded, match="unseen"):
        grounded(text, "E1")


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_sentence_is_refused(text: str) -> None:
    with pytest.raises(Ungrounded, match="empty"):
        grounded(text, "E1")


@pytest.mark.parametrize(
    "cited", [(), ("E1",) * 2, tuple(f"E{n}" for n in range(1, 10)), ("E9",), ("e1",), ("E12345",)]
)
def test_evidence_must_be_there_and_be_cited_once(cited: tuple[str, ...]) -> None:
    with pytest.raises(Ungrounded, match="cite"):
        grounded("Something is so.", *cited)


def test_what_is_quoted_must_be_cited() -> None:
    with pytest.raises(Ungrounded, match="without citing"):
        grounded("It is {{E2.secret}}.", "E1")


def test_a_field_that_is_not_there_cannot_be_quoted() -> None:
    with pytest.raises(Ungrounded, match=r"E1\.lines"):
        grounded("It has {{E1.lines}} lines.", "E1")


def test_one_sentence_that_may_not_be_said_stops_all() -> None:
    with pytest.raises(Ungrounded):
        ground([Draft(text="Fine.", evidence_ids=("E1",)), Draft(text="Not 1.", evidence_ids=("E1",))], EVIDENCE)
