"""The language of a file, by its name: the table of Pygments, and one choice for each ending that several claim."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from pygments.lexers import get_all_lexers

#: What a file has whose name says nothing.
UNKNOWN: Final = ""

#: Endings that several languages claim: what they mean in most public repositories. What is in a file is not looked
#: at, because a language must be the same at every date.
_CHOSEN: Final = MappingProxyType(
    {
        "*.S": "GAS",
        "*.as": "ActionScript 3",
        "*.asm": "NASM",
        "*.bas": "VB.net",
        "*.cl": "Common Lisp",
        "*.cp": "C++",
        "*.feature": "Gherkin",
        "*.fs": "F#",
        "*.g": "ANTLR",
        "*.gd": "GDScript",
        "*.h": "C",
        "*.hh": "C++",
        "*.i": "SWIG",
        "*.inc": "PHP",
        "*.inf": "INI",
        "*.lean": "Lean",
        "*.m": "Objective-C",
        "*.mm": "Objective-C++",
        "*.pl": "Perl",
        "*.pm": "Perl",
        "*.pro": "Prolog",
        "*.s": "GAS",
        "*.sc": "SuperCollider",
        "*.sql": "SQL",
        "*.t": "Perl",
        "*.toc": "TeX",
        "*.ttl": "Turtle",
        "*.v": "verilog",
        "*.xsl": "XSLT",
        "*.xslt": "XSLT",
    }
)
#: What Pygments does not list, or calls by the name of a tool.
_ADDED: Final = MappingProxyType(
    {
        "*.txt": "Text",
        "*.adoc": "AsciiDoc",
        "*.svg": "SVG",
        "*.csv": "CSV",
        "*.vue": "Vue",
        "*.svelte": "Svelte",
        "*.mdx": "MDX",
        "*.gradle": "Groovy",
        "*.bzl": "Starlark",
        "BUILD": "Starlark",
        "BUILD.bazel": "Starlark",
        "WORKSPACE": "Starlark",
        "*.jsonl": "JSON",
        "*.json5": "JSON",
        "*.ipynb": "Jupyter Notebook",
        "*.lock": "Text",
        ".gitignore": "Ignore list",
        ".dockerignore": "Ignore list",
        ".gitattributes": "Git attributes",
        "*.po": "Gettext Catalog",
        "*.pot": "Gettext Catalog",
    }
)
#: Names of Pygments that people do not call their language by.
_CALLED: Final = MappingProxyType(
    {
        "verilog": "Verilog",
        "VB.net": "Visual Basic",
        "Text only": "Text",
        "GAS": "Assembly",
        "NASM": "Assembly",
        "TASM": "Assembly",
        "Base Makefile": "Makefile",
        "Standard ML": "SML",
        "Bash": "Shell",
        "Bash Session": "Shell",
        "Tcsh": "Shell",
        "Batchfile": "Batch",
    }
)
#: Paths whose answer is kept: those of a large repository's folder, again and again.
_KEPT: Final = 65_536


class Languages:
    """The table, made once."""

    def __init__(self) -> None:
        names: dict[str, set[str]] = {}
        for name, _, patterns, _ in get_all_lexers(plugins=False):
            for pattern in patterns:
                names.setdefault(pattern, set()).add(name)
        # One that nobody chose for is whatever comes first by name: the same on every machine.
        table = {pattern: _CHOSEN.get(pattern) or min(found) for pattern, found in names.items()} | dict(_ADDED)
        called = {pattern: _CALLED.get(name, name) for pattern, name in table.items()}
        self._by_name = {pattern: name for pattern, name in called.items() if not _is_glob(pattern)}
        self._by_ending = {
            pattern[1:]: name
            for pattern, name in called.items()
            if pattern.startswith("*.") and not _is_glob(pattern[2:])
        }
        self._by_glob = sorted(
            (pattern, name)
            for pattern, name in called.items()
            if _is_glob(pattern) and pattern[1:] not in self._by_ending
        )
        #: By lower-case name, for languages that somebody else names.
        self._known = {name.lower(): name for name in called.values()}
        self._of = lru_cache(maxsize=_KEPT)(self._look_up)

    def of(self, path: bytes) -> str:
        """The language of a path, UNKNOWN if its name says nothing."""
        return self._of(path.rpartition(b"/")[2])

    def named(self, name: str) -> str:
        """A language by the name that somebody calls it, or that name itself if it is not in the table."""
        return self._known.get(name.lower(), name)

    def _look_up(self, base: bytes) -> str:
        name = base.decode("utf-8", "replace")
        if (found := self._by_name.get(name)) is not None:
            return found
        at = name.find(".")
        while at >= 0:  # the longest ending wins
            ending = name[at:]
            found = self._by_ending.get(ending) or self._by_ending.get(ending.lower())
            if found is not None:
                return found
            at = name.find(".", at + 1)
        return next((language for pattern, language in self._by_glob if fnmatchcase(name, pattern)), UNKNOWN)


def _is_glob(pattern: str) -> bool:
    return any(sign in pattern for sign in "*?[")
