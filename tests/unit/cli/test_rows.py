"""One list in three forms, in none of which anything of a repository acts."""

from __future__ import annotations

import csv
import io
import json

import pytest

from codevoyage_cli.client.exact_paths import as_shown, exact_bytes, path_fields
from codevoyage_cli.screen.rows import Column, Form, print_rows

COLUMNS = (Column("lines", "lines"), Column("path", "path", right=False), Column("share", "share"))
ROWS = [
    {"lines": 12_345, "path": "src/a.py", "share": 0.5, "beside": [1]},
    {"lines": None, "path": "=cmd|' /C calc'!A0", "share": -1.0, "beside": []},
]


def printed(rows: list[dict[str, object]], form: Form) -> str:
    output = io.StringIO()
    print_rows(rows, COLUMNS, form, file=output)
    return output.getvalue()


def test_json_has_every_field_as_it_is() -> None:
    assert [json.loads(line) for line in printed(ROWS, Form.JSON).splitlines()] == ROWS


def test_csv_has_the_columns_under_their_fields_names() -> None:
    found = list(csv.DictReader(io.StringIO(printed(ROWS, Form.CSV))))
    assert found == [
        {"lines": "12345", "path": "src/a.py", "share": "0.5"},
        {"lines": "", "path": "'=cmd|' /C calc'!A0", "share": "-1.0"},  # a number of ours is a number
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", " =1", "\t=1", "\r=1", "\uff1d1", "\uff0b1"])
def test_no_text_is_a_formula_in_csv(text: str) -> None:
    [row] = csv.DictReader(io.StringIO(printed([{"path": text}], Form.CSV)))
    assert row["path"].startswith(("'", "⟨U+"))


def test_what_acts_is_shown_by_its_number_in_csv_and_in_tables() -> None:
    acting = "a\x1b[31m\u202eb\nc\x00"
    for form in (Form.CSV, Form.TABLE):
        shown = printed([{"path": acting}], form)
        assert "a⟨U+001B⟩[31m⟨U+202E⟩b⟨U+000A⟩c⟨U+0000⟩" in shown
        assert shown.count("\n") == 2  # the heading, and one row


def test_separators_and_quotes_do_not_leave_their_cell() -> None:
    [row] = csv.DictReader(io.StringIO(printed([{"lines": 1, "path": 'a,"b;c', "share": None}], Form.CSV)))
    assert row == {"lines": "1", "path": 'a,"b;c', "share": ""}


def test_a_table_has_its_numbers_to_the_right() -> None:
    assert printed(ROWS, Form.TABLE).splitlines() == [
        " lines  path                share",
        "12,345  src/a.py             0.50",
        "     -  =cmd|' /C calc'!A0  -1.00",
    ]


@pytest.mark.parametrize("path", [b"a", b"a\\b", b"\xff/\xfe", b"line\nbreak", "ü".encode(), b"\\xff", b"\x01\x7f"])
def test_a_path_is_shown_so_that_its_bytes_can_be_told(path: bytes) -> None:
    typed = path.decode("utf-8", "surrogateescape")
    shown = as_shown(typed)
    assert exact_bytes(shown) == path
    assert ("path_bytes" in path_fields(shown)) == (shown.encode() != path)
