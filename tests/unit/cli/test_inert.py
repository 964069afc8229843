"""Text that would act on a terminal is shown and does nothing."""

from __future__ import annotations

import pytest

from codevoyage_cli.screen.inert import inert, inert_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "⟨U+001B⟩[31mred"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("a\r\nb\tc\0", "a⟨U+000D⟩⟨U+000A⟩b⟨U+0009⟩c⟨U+0000⟩"),
        ("user\u202egnp.exe", "user⟨U+202E⟩gnp.exe"),
        ("zero\u200bwidth\U000e0041", "zero⟨U+200B⟩width⟨U+E0041⟩"),
        ("<script>[bold]=HYPERLINK(1)", "<script>[bold]=HYPERLINK(1)"),
        ("ünïcode файл 🚢", "ünïcode файл 🚢"),
    ],
)
def test_characters_that_act_are_shown_by_their_numbers(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_lines_of_a_sentence_stay_lines() -> None:
    assert inert_lines("failed: \x07\nretry") == "failed: ⟨U+0007⟩\nretry"
