"""Rows in the three forms that every command with a list has: a table, JSON, CSV.

A command names its columns once and gives rows, objects of plain values:

    COLUMNS = (Column("lines", "lines"), Column("path", "path"))
    print_rows(rows, COLUMNS, form)

JSON has all fields of a row, one object a line; CSV and the table have the columns. What comes from a repository acts
on nobody: in a table and in CSV characters that act are shown by their numbers (`inert`), and in CSV a text that a
spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Final, TextIO

import click

from codevoyage_cli.screen.inert import inert

#: What spreadsheets compute (OWASP, CSV Injection); the full-width forms, too, are taken for it.
_FORMULA: Final = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")
_FORMULA_TOO: Final = ("\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")
#: Rows by which the widths of a table's columns are chosen; what is wider further down moves its own line alone, so
#: that a hundred thousand rows appear as they come.
_LOOKED_AT: Final = 1_000
Row = Mapping[str, object]


class Form(Enum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True)
class Column:
    """name: the field of a row, and the heading in CSV. title: the heading in a table. Numbers stand to the right."""

    name: str
    title: str
    right: bool = True


def print_rows(rows: Iterable[Row], columns: Sequence[Column], form: Form, *, file: TextIO | None = None) -> None:
    """Prints rows as they come. file: standard output unless it is given."""
    output = file or sys.stdout
    match form:
        case Form.JSON:
            for row in rows:
                output.write(json.dumps(row) + "\n")
        case Form.CSV:
            writer = csv.writer(output, lineterminator="\n")
            writer.writerow([column.name for column in columns])
            for row in rows:
                writer.writerow([_cell(row.get(column.name)) for column in columns])
        case Form.TABLE:
            _print_table(iter(rows), columns, output)


def _print_table(rows: Iterable[Row], columns: Sequence[Column], output: TextIO) -> None:
    rows = iter(rows)
    first = [[_text(row.get(column.name)) for column in columns] for row in islice(rows, _LOOKED_AT)]
    titles = [column.title for column in columns]
    widths = [max(map(len, each)) for each in zip(titles, *first, strict=True)]

    def line(cells: Sequence[str]) -> str:
        aligned = (
            cell.rjust(width) if column.right else cell.ljust(width)
            for cell, width, column in zip(cells, widths, columns, strict=True)
        )
        return "  ".join(aligned).rstrip()

    output.write(click.style(line(titles), bold=True) + "\n" if output.isatty() else line(titles) + "\n")
    for cells in first:
        output.write(line(cells) + "\n")
    for row in rows:
        output.write(line([_text(row.get(column.name)) for column in columns]) + "\n")


def _cell(value: object) -> object:
    """For CSV: empty where there is none; a text that nobody computes."""
    if isinstance(value, str):
        text = inert(value)
        return "'" + text if text.lstrip().startswith(_FORMULA + _FORMULA_TOO) else text
    if isinstance(value, list | tuple):
        return _cell(", ".join(str(each) for each in value))
    return value


def _text(value: object) -> str:
    """For a person."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.2f}"
        case list() | tuple():
            return inert(", ".join(str(each) for each in value))
        case _:
            return inert(str(value))
