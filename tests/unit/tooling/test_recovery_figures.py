"""The figures of recovery: what is measured in lines becomes a table between two marks."""

from __future__ import annotations

import json

import pytest

from bench.recovery import BEGIN, END, figures, read, replaced

MEASURED = [
    {"row": 44, "what": "killed, to the next chunk", "seconds": 9.0},
    {"row": 40, "what": "killed, to claimed", "seconds": 1.0},
    {"row": 40, "what": "killed, to claimed", "seconds": 4.0},
    {"row": 40, "what": "killed, to claimed", "seconds": 2.0},
]


def test_each_fault_is_a_line_with_its_median_and_its_worst_in_the_order_of_rows() -> None:
    table = figures(read(json.dumps(one) for one in MEASURED)).splitlines()
    assert table[2:4] == [
        "| 40 | killed, to claimed | 3 | 2.00 s | 4.00 s |",
        "| 44 | killed, to the next chunk | 1 | 9.00 s | 9.00 s |",
    ]


def test_new_figures_replace_old_ones_and_nothing_else() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert replaced(page, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_a_page_without_marks_is_not_written_over() -> None:
    with pytest.raises(ValueError, match="no place for figures"):
        replaced("a page", "new")
