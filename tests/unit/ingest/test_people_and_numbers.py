"""Which signatures are one person, and how dictionaries are numbered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codevoyage_ingest.domain import Span
from codevoyage_ingest.people.mailmap import Mailmap
from codevoyage_ingest.people.persons import persons
from codevoyage_ingest.reading.numbering import Numbering


def test_the_same_email_in_other_letters_is_one_person_named_by_the_smallest_signature() -> None:
    signatures = [(b"Zoe", b"zoe@example.org"), (b"Adam", b"adam@example.org"), (b"Zoe B.", b"ZOE@example.org")]
    assert persons(signatures, Mailmap()).numbers == [2, 1, 2]  # b"ZOE@..." is bytewise before b"zoe@..."


def test_signatures_without_email_are_one_person_only_by_name() -> None:
    assert persons([(b"a", b""), (b"b", b""), (b"a", b"")], Mailmap()).numbers == [0, 1, 0]


@given(st.lists(st.tuples(st.binary(max_size=2), st.binary(max_size=2)), unique=True, max_size=30))
def test_a_person_is_its_own_person(signatures: list[tuple[bytes, bytes]]) -> None:
    found = persons(signatures, Mailmap()).numbers
    assert all(found[person] == person for person in found)


@given(st.lists(st.integers(0, 9)), st.integers(0, 20))
def test_numbers_do_not_depend_on_where_reading_was_interrupted(keys: list[int], cut: int) -> None:
    whole = Numbering[int]()
    expected = [whole.number(key) for key in keys]
    before = Numbering[int]()
    for key in keys[:cut]:
        before.number(key)
    after = Numbering[int](before.keys())
    assert [after.number(key) for key in keys] == expected


def test_what_was_added_is_given_once() -> None:
    numbers = Numbering[str](["a"])
    numbers.number("b")
    numbers.number("a")
    assert numbers.take_added() == (Span(first=1, end=2), ["b"])
    assert numbers.take_added() == (Span(first=2, end=2), [])
