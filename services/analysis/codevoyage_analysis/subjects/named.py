"""People by what they are called: an e-mail or a name, as answers show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from codevoyage_analysis.history.history import History
from codevoyage_analysis.subjects import told
from codevoyage_common.errors import InvalidField, ResourceNotFound


def people_named(history: History, texts: Iterable[str], *, field: str) -> list[int]:
    """The number of the person that each text means: by any e-mail that commits have, otherwise by any name.

    The case of ASCII letters does not count. Raises ResourceNotFound where nobody is called so, InvalidField where
    several people are.
    """
    emails, names = _called(history, "email"), _called(history, "name")
    return [_the_one(text, emails, names, field) for text in texts]


def _the_one(text: str, emails: Mapping[str, set[int]], names: Mapping[str, set[int]], field: str) -> int:
    key = _key(text.encode())
    found = emails.get(key) or names.get(key) or set()
    if not found:
        raise ResourceNotFound(f"person who is called {text}")
    if len(found) > 1:
        raise InvalidField(field, f"an e-mail that tells the person: {len(found)} people are called {text}")
    return next(iter(found))


def _called(history: History, column: str) -> Mapping[str, set[int]]:
    """People by their spellings in a column of `people` and of `signatures`."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for person, exact in enumerate(history.people[column].to_list()):
        found[_key(told.text(exact).encode())].add(person)
    for exact, person in history.signatures.select(column, "person").iter_rows():
        found[_key(told.text(exact).encode())].add(person)
    return found


def _key(shown: bytes) -> str:
    """bytes.lower() knows ASCII letters alone, as identities do."""
    return shown.lower().decode()
