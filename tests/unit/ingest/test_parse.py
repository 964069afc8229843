"""Bounds of every field of IngestService's requests, as the contract's comments give them."""

from __future__ import annotations

import pytest

from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage_common.errors import InvalidField
from codevoyage_ingest import parse
from codevoyage_ingest.domain import Cursor


def _request(**changed: object) -> pb.StartIngestRequest:
    fields: dict[str, object] = {"source": "https://example.org/a", "max_commits": 0, "request_id": "request-1"}
    return pb.StartIngestRequest(**(fields | changed))  # type: ignore[arg-type]


def test_a_request_within_its_bounds_is_taken() -> None:
    asked, request_id = parse.start(_request(max_commits=10_000_000))
    assert (asked.source, asked.max_commits, request_id) == ("https://example.org/a", 10_000_000, "request-1")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", ""),
        ("source", "x" * 2049),
        ("source", "ü" * 1025),
        ("max_commits", -1),
        ("max_commits", 10_000_001),
        ("request_id", ""),
        ("request_id", "seven77"),
        ("request_id", "x" * 65),
        ("request_id", "no spaces please"),
    ],
)
def test_a_field_out_of_its_bounds_is_named(field: str, value: object) -> None:
    with pytest.raises(InvalidField) as refused:
        parse.start(_request(**{field: value}))
    assert refused.value.metadata["field"] == field


@pytest.mark.parametrize("value", ["-1", "1.5", "٣", "1" * 21, "a"])
def test_a_cursor_is_digits(value: str) -> None:
    with pytest.raises(InvalidField):
        parse.cursor(value)


def test_no_cursor_is_the_beginning() -> None:
    assert parse.cursor("") == Cursor()


@pytest.mark.parametrize("cursor", [Cursor(), Cursor(chunk=7), Cursor(chunk=7, part=2)])
def test_a_cursor_that_was_given_comes_back(cursor: Cursor) -> None:
    assert parse.cursor(str(cursor)) == cursor


@pytest.mark.parametrize("name", ["", "ingestJobs/", "analyses/aaaaaaaaaaaaaaaa", "ingestJobs/A"])
def test_a_job_has_a_name_of_its_collection(name: str) -> None:
    with pytest.raises(InvalidField):
        parse.job(name)
