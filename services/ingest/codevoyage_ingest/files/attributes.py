"""`linguist-*` attributes: what a repository says itself of the languages and classes of its files.

Of `.gitattributes` files in the tree alone, as linguist takes them. Patterns are git's (gitattributes(5)): a pattern
without a slash matches a name at any depth, one with a slash a path from its file's folder on; the last line that
names an attribute wins, and a file deeper in the tree wins over one above it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from typing import Final

#: Of one `.gitattributes`; the largest public ones have 30 KB.
FILE_BYTES: Final = 256 << 10
#: Lines with such attributes of a whole tree, and characters of a pattern: far more than any that was seen.
_RULES: Final = 2_000
_PATTERN_BYTES: Final = 512
_ATTRIBUTES: Final = (b"linguist-language", b"linguist-generated", b"linguist-vendored", b"linguist-documentation")
_FALSE: Final = frozenset({"false", "0", "no", "off"})


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What a repository says of one path; None where it says nothing."""

    language: str | None = None
    generated: bool | None = None
    vendored: bool | None = None
    documentation: bool | None = None


@dataclass(frozen=True, kw_only=True)
class _Rule:
    folder: bytes
    #: Of each part of the path; None: any number of folders. One part: a name at any depth.
    parts: tuple[re.Pattern[str] | None, ...]
    anywhere: bool
    values: Mapping[str, str | None]


class Attributes:
    """The rules of one tree."""

    def __init__(self, files: Mapping[bytes, bytes]) -> None:
        """files: content of each `.gitattributes` by its path. What is not understood is left out."""
        rules: list[_Rule] = []
        for path in sorted(files, key=lambda each: (each.count(b"/"), each)):
            folder = path[: -len(b".gitattributes")]
            for line in files[path][:FILE_BYTES].split(b"\n"):
                if b"linguist-" in line and len(rules) < _RULES and (rule := _rule(folder, line)) is not None:
                    rules.append(rule)
        self._rules: Sequence[_Rule] = rules

    def __len__(self) -> int:
        return len(self._rules)

    def of(self, path: bytes) -> Stated:
        """What is said of a path."""
        values: dict[str, str | None] = {}
        for rule in self._rules:
            if _matches(rule, path):
                values.update(rule.values)
        return Stated(
            language=values.get("language") or None,
            generated=_truth(values, "generated"),
            vendored=_truth(values, "vendored"),
            documentation=_truth(values, "documentation"),
        )


def _truth(values: Mapping[str, str | None], name: str) -> bool | None:
    value = values.get(name)
    return None if value is None else value.lower() not in _FALSE


def _rule(folder: bytes, line: bytes) -> _Rule | None:
    """One line; None if it is a comment, has no such attribute, or a pattern that git would not take either."""
    words = line.split()
    if not words or words[0].startswith((b"#", b"!", b'"', b"[attr]")) or len(words[0]) > _PATTERN_BYTES:
        return None
    values: dict[str, str | None] = {}
    for word in words[1:]:
        name, equals, value = word.lstrip(b"-!").partition(b"=")
        if name in _ATTRIBUTES:
            short = name.decode()[len("linguist-") :]
            if word.startswith(b"!"):
                values[short] = None
            elif word.startswith(b"-"):
                values[short] = "false"
            else:
                values[short] = value.decode("utf-8", "replace") if equals else "true"
    pattern = words[0].decode("utf-8", "surrogateescape")
    if not values or pattern.endswith("/"):  # a folder has no attributes
        return None
    anywhere = "/" not in pattern
    parts = tuple(None if part == "**" else _part(part) for part in pattern.lstrip("/").split("/"))
    return _Rule(folder=folder, parts=parts, anywhere=anywhere, values=values)


@cache
def _part(pattern: str) -> re.Pattern[str]:
    # `fnmatch` makes expressions that do not go back over what they matched: no pattern takes long.
    return re.compile(translate(re.sub(r"\\(.)", r"[\1]", pattern)))


def _matches(rule: _Rule, path: bytes) -> bool:
    if not path.startswith(rule.folder):
        return False
    names = path[len(rule.folder) :].decode("utf-8", "surrogateescape").split("/")
    if rule.anywhere:
        pattern = rule.parts[0]
        return pattern is None or pattern.match(names[-1]) is not None
    return _match_parts(rule.parts, names)


def _match_parts(parts: Sequence[re.Pattern[str] | None], names: Sequence[str]) -> bool:
    """With `**` as far as it must; going back only to the last one, which is enough as for `*` in a word."""
    part = name = 0
    back: tuple[int, int] | None = None
    while name < len(names):
        if part < len(parts) and (pattern := parts[part]) is None:
            if part == len(parts) - 1:
                return True
            back = (part, name)
            part += 1
        elif part < len(parts) and pattern is not None and pattern.match(names[name]):
            part, name = part + 1, name + 1
        elif back is not None:
            back = (back[0], back[1] + 1)
            part, name = back[0] + 1, back[1]
        else:
            return False
    return part == len(parts)
