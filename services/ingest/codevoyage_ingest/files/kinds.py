"""Language and class of every path: what the repository states, and otherwise what its name says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from codevoyage_ingest.files.attributes import Attributes, Stated
from codevoyage_ingest.files.classes import FileClass, class_of
from codevoyage_ingest.files.languages import Languages

#: Of the tables and rules; a change of what they answer raises it.
KINDS_VERSION: Final = 1


@dataclass(frozen=True, kw_only=True)
class Kind:
    """language: UNKNOWN where nothing says it. stated: some of it comes from the repository's own attributes."""

    language: str
    file_class: FileClass
    stated: bool


class Kinds:
    """Of one repository, as its newest tree states it: the same at every date, so that a file does not change colour
    because a line was added to `.gitattributes`."""

    def __init__(self, attributes: Attributes) -> None:
        self._attributes = attributes
        self._languages = Languages()

    def of(self, path: bytes) -> Kind:
        """The kind of a path."""
        stated = self._attributes.of(path) if len(self._attributes) else Stated()
        language = stated.language
        return Kind(
            language=self._languages.of(path) if language is None else self._languages.named(language),
            file_class=_stated_class(stated, path),
            stated=stated != Stated(),
        )


def _stated_class(stated: Stated, path: bytes) -> FileClass:
    if stated.vendored:
        return FileClass.VENDORED
    if stated.generated:
        return FileClass.GENERATED
    if stated.documentation:
        return FileClass.DOCUMENTATION
    found = class_of(path)
    denied = {
        FileClass.VENDORED: stated.vendored,
        FileClass.GENERATED: stated.generated,
        FileClass.DOCUMENTATION: stated.documentation,
    }
    return FileClass.SOURCE if denied.get(found) is False else found
