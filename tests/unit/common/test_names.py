"""Ids and resource names."""

from __future__ import annotations

import pytest

from codevoyage_common.errors import InvalidField
from codevoyage_common.names import ID_PATTERN, new_id, request_id, resource_id


def test_ids_have_their_form_and_differ() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(ID_PATTERN.fullmatch(one) for one in made)


def test_the_id_of_a_name_comes_back() -> None:
    one = new_id()
    assert resource_id(f"analyses/{one}", collection="analyses") == one


@pytest.mark.parametrize(
    "name",
    [
        "",
        "analyses/",
        "analyses/../../etc/passwd",
        "analyses/AAAAAAAAAAAAAAAA",
        "repositories/aaaaaaaaaaaaaaaa",
        "a" * 16,
    ],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidField):
        resource_id(name, collection="analyses")


@pytest.mark.parametrize("value", ["short", "a" * 65, "with space", "ümläut-1"])
def test_what_is_no_request_id_is_refused(value: str) -> None:
    with pytest.raises(InvalidField):
        request_id(value, required=True)


def test_an_optional_request_id_may_be_empty_and_a_required_one_may_not() -> None:
    assert request_id("", required=False) == ""
    with pytest.raises(InvalidField):
        request_id("", required=True)
