"""linguist attributes of a tree: what `git check-attr` says of each path."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from codevoyage_ingest.files.attributes import Attributes
from codevoyage_ingest.files.classes import FileClass
from codevoyage_ingest.files.kinds import Kinds
from tests.repositories.history import git

_FILES = {
    b".gitattributes": b"""# a comment
*.gen linguist-generated
*.inc linguist-language=PHP
/lib/** linguist-vendored
/lib/ours/* -linguist-vendored
docs/*.txt linguist-documentation=true
a/**/z.c linguist-language=C++
**/deep.h linguist-language=Objective-C linguist-generated=false
*.x linguist-generated linguist-language=Perl
*.x !linguist-language
folder/ linguist-vendored
[ab]?.y linguist-generated
! negative linguist-generated
we\\ird.c linguist-language=D
""",
    b"sub/.gitattributes": b"*.inc linguist-language=C\nown.gen -linguist-generated\n/top.q linguist-vendored\n",
}
_PATHS = [
    *(b"x.gen", b"sub/x.gen", b"sub/own.gen", b"own.gen", b"x.inc", b"sub/x.inc", b"sub/deeper/x.inc", b"lib/a.c"),
    *(b"lib/ours/a.c", b"lib/ours/b/c.c", b"x/lib/a.c", b"docs/a.txt", b"docs/b/a.txt", b"x/docs/a.txt", b"a/z.c"),
    *(b"a/b/z.c", b"a/b/c/z.c", b"b/a/z.c", b"deep.h", b"q/w/deep.h", b"one.x", b"folder/file.c", b"a1.y", b"c1.y"),
    *(b"sub/b2.y", b"sub/top.q", b"sub/z/top.q", b"top.q", b"negative", b"plain.c"),
]
_NAMES = ("language", "generated", "vendored", "documentation")


def test_attributes_are_those_of_check_attr(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", ".")
    for path, content in _FILES.items():
        (tmp_path / path.decode()).parent.mkdir(exist_ok=True)
        (tmp_path / path.decode()).write_bytes(content)
    asked = [f"linguist-{name}" for name in _NAMES]
    said = git(tmp_path, "check-attr", "-z", "--stdin", *asked, stdin=b"\0".join(_PATHS) + b"\0").split(b"\0")[:-1]
    expected = {(said[at], said[at + 1].decode()[9:]): said[at + 2].decode() for at in range(0, len(said), 3)}
    ours = Attributes(_FILES)
    for path in _PATHS:
        for name in _NAMES:
            value = getattr(ours.of(path), name)
            text = {True: "set", False: "unset", None: "unspecified"}.get(value, value)
            git_says = {"true": "set", "false": "unset"}.get(expected[path, name], expected[path, name])
            assert text == git_says, (path, name)


def test_what_is_stated_wins_over_the_name() -> None:
    kinds = Kinds(Attributes({b".gitattributes": b"*.py linguist-language=c++\nvendor/* -linguist-vendored\n"}))
    assert kinds.of(b"a.py").language == "C++"
    assert kinds.of(b"vendor/a.c").file_class is FileClass.SOURCE
    assert kinds.of(b"vendor/x/a.c").file_class is FileClass.VENDORED
    assert [kinds.of(path).stated for path in (b"a.py", b"a.rb")] == [True, False]


@pytest.mark.parametrize(
    "content",
    [
        b"*" * 400 + b"x linguist-generated\n",
        b"a*" * 200 + b"b linguist-generated\n",
        b"/".join([b"**"] * 100) + b"/x linguist-generated\n",
        b"[[[[ linguist-language=\xff\xfe\n",
        b"\\ linguist-vendored\n[!a-\\] linguist-vendored\n",
        b"x" * 600 + b" linguist-vendored\n",
        b"* linguist-language\n" * 50_000,
        b"\0linguist-\0\n",
    ],
)
def test_no_pattern_takes_long_or_ends_the_reading(content: bytes) -> None:
    attributes = Attributes({b".gitattributes": content})
    begun = time.process_time()
    for path in (b"a" * 4000, b"a/" * 1500 + b"y", b"x"):
        attributes.of(path)
    assert time.process_time() - begun < 20  # a pattern that goes back over what it matched takes hours
