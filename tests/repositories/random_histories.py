"""Histories that nobody would write by hand: hypothesis draws them, `git fast-import` writes them.

Paths, lines and names come from small pools, so that they meet again: as renames, as files where folders stood, as
names that differ in case or in how an umlaut is composed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.repositories.history import Delete, Edit, History, Link, Put

#: Parts of paths. None is a name that git refuses (`.`, `..`, `.git` in any case).
_PARTS = [
    b"a",
    b"A",
    b"b",
    b"a.b",
    b"a-b",
    b"README.md",
    b"readme.md",
    b"lib",
    b"Lib",
    b"\xff\xfe",
    unicodedata.normalize("NFC", "ü").encode(),
    unicodedata.normalize("NFD", "ü").encode(),
    b"new\nline",
    b'tab\t"quote"',
    b" ",
    b"\\n",
    b"-dash",
    b":100644 100644 colon",
    b"1\t1\tcounts",
    b"0123456789012345678901234567890123456789",
    b"\x01\x7f",
]
_PATHS = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=3).map(b"/".join)
#: Lines that occur again and again, so that git finds likenesses, and differences that could be told in two ways.
_LINE = st.sampled_from(
    [b"", b"x", b"y", b"}", b"    return None", b"a longer line, which weighs more", b"\r", b"\xff"]
)
_TEXT = st.builds(
    lambda lines, end: b"\n".join(lines) + end, st.lists(_LINE, max_size=25), st.sampled_from([b"\n", b"", b"\n\n"])
)
_BINARY = st.sampled_from([b"\0", b"text\n\0\n", b"x\n" * 3_999 + b"\0", b"x\n" * 4_000 + b"\0\n", b"\0" * 300])
_CONTENTS = st.one_of(_TEXT, _TEXT, _TEXT, _BINARY)
_MODES = st.sampled_from([b"100644", b"100644", b"100644", b"100755", b"120000"])
_NAME = st.sampled_from([b"Ada Lovelace", b"ada", b"J\xfcrgen", "Jürgen".encode(), b"", b"a, b.", b"\xff", b"x  y"])
_EMAIL = st.sampled_from([b"ada@example.org", b"ADA@example.org", b"", b"no at sign", b"\xfe@x"])
_TIMES = st.sampled_from([0, 1, 1_577_880_000, 1_577_880_001, (1 << 31) - 1, 1 << 31, 253_402_300_799, 253_402_300_800])
_ZONES = st.sampled_from([b"+0000", b"-0000", b"+1400", b"-1200", b"+0530", b"-0030", b"+9999", b"+0099"])
_MESSAGES = st.sampled_from(
    [
        b"",
        b"\n",
        b"Subject\n",
        b"Subject without an end",
        b"\n\n  After empty lines  \n\nBody\n",
        b"Two lines\nof a subject\n\nBody",
        b"Gr\xfc\xdfe\n",
        "Grüße\n\nÄ\n".encode(),
        b"nul\0after\n",
        b"\x1b[31mred\x1b[0m\r\nmore\n",
        b"x" * 1_500 + b"\n",
    ]
)
_ENCODINGS = st.sampled_from([b"", b"", b"", b"ISO-8859-1", b"UTF-8", b"no-such-encoding"])
#: What is done to a tree that holds something; by how often, as shares go.
_KINDS = ["change"] * 6 + ["move"] * 4 + ["put"] * 4 + ["delete", "mode", "take", "take", "link"]
Tree = dict[bytes, Put | Link]


@dataclass
class _Growing:
    """A history while it is drawn: what each commit's tree holds is known, so that its files can be moved."""

    digits: int  #: of an object id
    history: History = field(default_factory=History)
    trees: list[Tree] = field(default_factory=list)


@st.composite
def histories(draw: st.DrawFn, *, most: int = 24, object_format: str = "sha1") -> History:
    """One to `most` commits; the last is what HEAD is at. Earlier ones may be reached by nothing."""
    growing = _Growing(digits=64 if object_format == "sha256" else 40)
    # Hypothesis likes small numbers; most histories should have a middle.
    for _ in range(draw(st.one_of(st.integers(most // 3, most), st.integers(most // 3, most), st.integers(1, 4)))):
        parents = _parents(draw, len(growing.trees))
        tree = dict(growing.trees[parents[0] - 1]) if parents else {}
        edits = list(_edits(draw, tree, growing))
        growing.history.commit(
            *edits,
            parents=parents,
            author=draw(_people()),
            committer=draw(_people()),
            message=draw(_MESSAGES),
            encoding=draw(_ENCODINGS),
            when=draw(_TIMES),
            zone=draw(_ZONES),
        )
        growing.trees.append(tree)
    return growing.history


def _people() -> st.SearchStrategy[bytes]:
    return st.builds(lambda name, email: b"%b <%b>" % (name, email) if name else b"<%b>" % email, _NAME, _EMAIL)


def _parents(draw: st.DrawFn, commits: int) -> tuple[int, ...]:
    """Marks: mostly the last commit, also with others of any age; now and then an older one alone, or none."""
    kind = draw(st.sampled_from(["last"] * 9 + ["merge"] * 3 + ["octopus", "older", "root"])) if commits else "root"
    any_of = st.integers(1, max(1, commits))
    match kind:
        case "last":
            return (commits,)
        case "older":
            return (draw(any_of),)
        case "merge" | "octopus":
            others = draw(st.lists(any_of, min_size=1, max_size=1 if kind == "merge" else 4, unique=True))
            return tuple(dict.fromkeys([draw(st.sampled_from([commits, commits, others[0]])), commits, *others]))
        case _:
            return ()


def _edits(draw: st.DrawFn, tree: Tree, growing: _Growing) -> Iterator[Edit]:
    """Edits, one after the other made to the tree as well; none at all makes an empty commit."""
    for _ in range(draw(st.integers(0, 4))):
        kinds = ["put", "put", "link"] + (
            ["change", "change", "delete", "move", "move", "mode", "take"] if tree else []
        )
        kind = draw(st.sampled_from(kinds))
        path = draw(st.sampled_from(sorted(tree))) if kind not in ("put", "link") else draw(_PATHS)
        yield from _made(tree, *_edit(draw, kind, path, tree, growing))


def _edit(draw: st.DrawFn, kind: str, path: bytes, tree: Tree, growing: _Growing) -> list[Edit]:
    there = tree.get(path)
    match kind, there:
        case "link", _:
            return [Link(path, draw(st.sampled_from("12")) * growing.digits)]
        case "delete", _:
            # A file; now and then the folder that it is in.
            return [Delete(draw(st.sampled_from([path, path, path.partition(b"/")[0]])))]
        case "move", Put() | Link():
            to = draw(_PATHS)
            if isinstance(there, Link):
                return [Delete(path), Link(to, there.commit)]
            content = draw(st.one_of(st.just(there.content), _near(there.content)))
            return [Delete(path), Put(to, content, there.mode)]
        case "change", Put():
            return [Put(path, draw(_near(there.content)), there.mode)]
        case "mode", Put():
            return [Put(path, there.content, draw(_MODES))]
        case "take", _:
            # What stands there in another commit: a history that goes back, or a merge that takes a side.
            other = draw(st.sampled_from(growing.trees)).get(path) if growing.trees else None
            return [Delete(path)] if other is None else [other]
        case _:
            return [Put(path, draw(_CONTENTS), draw(_MODES))]


def _near(content: bytes) -> st.SearchStrategy[bytes]:
    """With a line more, less or replaced somewhere."""
    lines = content.split(b"\n")
    place = st.integers(0, len(lines) - 1)
    return st.one_of(
        st.builds(lambda at, line: b"\n".join([*lines[:at], line, *lines[at:]]), place, _LINE),
        st.builds(lambda at, line: b"\n".join([*lines[:at], line, *lines[at + 1 :]]), place, _LINE),
        place.map(lambda at: b"\n".join([*lines[:at], *lines[at + 1 :]])),
    )


def _made(tree: Tree, *edits: Edit) -> Iterator[Edit]:
    """The edits, made to the tree as fast-import makes them: what stands in the way, or below, goes."""
    for edit in edits:
        for path in [path for path in tree if path == edit.path or path.startswith(edit.path + b"/")]:
            del tree[path]
        if not isinstance(edit, Delete):
            parts = edit.path.split(b"/")
            for length in range(1, len(parts)):
                tree.pop(b"/".join(parts[:length]), None)
            tree[edit.path] = edit
        yield edit
