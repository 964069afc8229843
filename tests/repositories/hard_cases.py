"""One small repository with everything that makes reading a history hard, and nothing that git itself refuses."""

from __future__ import annotations

from pathlib import Path

from tests.repositories.history import ADA, BRIAN, Delete, History, Link, Put

SUBMODULE_COMMITS = ("1" * 40, "2" * 40)
#: In SHA-256 repositories submodules have longer names.
SUBMODULE_COMMITS_SHA256 = ("1" * 64, "2" * 64)

#: Paths that break whoever believes in text.
ODD_PATHS = (
    b"with space.txt",
    b'quo"te.txt',
    b"tab\there.txt",
    b"new\nline.txt",
    b":100644 100644 colon.txt",
    b"1\t2\tcounts.txt",
    b"\xff\xfe latin.txt",
    b"-dash.txt",
    b"back\\slash.txt",
    "ünïcode/файл.txt".encode(),
    b"Case.txt",
    b"case.txt",
    b"0123456789012345678901234567890123456789",
)


def build(path: Path, *, object_format: str = "sha1") -> None:
    """Write the bare repository; its branch is `main`."""
    first, second = SUBMODULE_COMMITS_SHA256 if object_format == "sha256" else SUBMODULE_COMMITS
    history = History()
    start = _start(history, first)
    edited = _edits(history, start, second)
    renamed = _renames(history, edited)
    swapped = _kinds(history, renamed, first)
    merged = _merges(history, renamed, swapped)
    _end(history, start, merged)
    history.write(path, object_format=object_format)


def lines(first: int, end: int) -> bytes:
    """Numbered lines, alike enough for a rename to be seen."""
    return b"".join(b"line %d of something that is long enough to be alike\n" % number for number in range(first, end))


def _start(history: History, submodule: str) -> int:
    return history.commit(
        Put(b"README.md", b"# Hard cases\n\nSee `src`.\n"),
        Put(b"src/app.py", lines(0, 40)),
        Put(b"src/parts.py", lines(100, 130)),
        Put(b"src/left.py", lines(200, 230)),
        Put(b"src/right.py", lines(300, 330)),
        Put(b"empty", b""),
        Put(b"unterminated", b"one\ntwo\nthree"),
        Put(b"newline only", b"\n"),
        Put(b"crlf.txt", b"one\r\ntwo\r\n"),
        Put(b"binary.dat", b"\x00\x01\x02\n" * 50),
        Put(b"late nul.txt", b"x" * 8000 + b"\n\x00\n"),
        Put(b"becomes binary", lines(0, 5)),
        Put(b"becomes text", b"\x00\n\n"),
        Put(b"thing", b"a file\n"),
        Put(b"link", b"src/app.py", b"120000"),
        Put(b"becomes link", b"target\nfor now\n"),
        Put(b"becomes submodule", lines(0, 4)),
        Put(b"run.sh", b"#!/bin/sh\n"),
        Link(b"vendor/library", submodule),
        *(Put(path, b"odd %d\n" % number + lines(0, number)) for number, path in enumerate(ODD_PATHS)),
        message=b"Start\n\nWith a body,\nof two lines.\n",
    )


def _edits(history: History, start: int, submodule: str) -> int:
    at = history.commit(
        Put(b"src/app.py", lines(0, 20) + b"new\n" + lines(22, 40)),
        Put(b"binary.dat", b"\x00\x01\x03\n" * 60),
        Put(b"unterminated", b"one\ntwo\nthree\n"),
        Put(b"crlf.txt", b"one\ntwo\n"),
        parents=(start,),
        author=BRIAN,
        committer=ADA,
        zone=b"+0530",
    )
    at = history.commit(Put(b"run.sh", b"#!/bin/sh\n", b"100755"), parents=(at,), message=b"A mode alone\n")
    at = history.commit(Link(b"vendor/library", submodule), parents=(at,), zone=b"-0330")
    at = history.commit(parents=(at,), message=b"Nothing at all\n")
    return history.commit(
        *(Put(path, b"changed\n" + lines(5, 9 + number)) for number, path in enumerate(ODD_PATHS)),
        Put(b"unterminated", b"one\ntwo"),
        parents=(at,),
        author="Ævar Ünïcode <aevar@example.org>".encode(),
        message="Subject with ünïcode, \ttab and \x1b[31mcolour\x1b[0m\n".encode(),
    )


def _renames(history: History, at: int) -> int:
    at = history.commit(
        Delete(b"src/app.py"),
        Put(b"src/main.py", lines(0, 20) + b"renamed\n" + lines(22, 40)),
        Delete(b"with space.txt"),
        Put(b"moved/with more space.txt", b"changed\n" + lines(5, 9)),
        Delete(b"binary.dat"),
        Put(b"moved/binary.dat", b"\x00\x01\x03\n" * 60),
        parents=(at,),
        message=b"Renames, with a change, without one, of a binary\n",
    )
    at = history.commit(
        Delete(b"new\nline.txt"),
        Put(b"moved/new\n\nline\t.txt", b"changed\n" + lines(5, 12)),
        Delete(b"src/left.py"),
        Delete(b"src/right.py"),
        Put(b"lib/right.py", lines(200, 230) + b"and left\n"),
        Put(b"lib/left.py", lines(300, 330) + b"and right\n"),
        parents=(at,),
        author=b"Ada L. <ADA@Example.org>",
        message=b"Crosswise renames, and an odd path renamed to another\n",
    )
    at = history.commit(Delete(b"README.md"), parents=(at,), message=b"Delete ...\n")
    return history.commit(
        Put(b"README.md", b"# Again\n"), parents=(at,), message=b"... and add again: another file at the same path\n"
    )


def _kinds(history: History, at: int, submodule: str) -> int:
    at = history.commit(
        Delete(b"thing"),
        Put(b"thing/inner.txt", b"below\n"),
        Put(b"thing/other.txt", b"below too\n"),
        parents=(at,),
        message=b"A file becomes a directory\n",
    )
    at = history.commit(
        Put(b"becomes link", b"target", b"120000"),
        Put(b"link", b"now\na file\n"),
        Delete(b"becomes submodule"),
        Link(b"becomes submodule", submodule),
        Put(b"becomes binary", b"\x00" + lines(0, 5)),
        Put(b"becomes text", b"text\nat last"),
        parents=(at,),
        message=b"Kinds change\n",
    )
    return history.commit(
        Delete(b"thing"),
        Put(b"thing", b"a file again\n"),
        Delete(b"becomes submodule"),
        Put(b"becomes submodule", lines(0, 6)),
        Put(b"becomes text", b"text\nat last\n"),
        parents=(at,),
        message=b"And back\n",
    )


def _merges(history: History, base: int, main: int) -> int:
    feature = history.commit(
        Put(b"src/parts.py", b"top\n" + lines(100, 130)),
        Put(b"feature.txt", lines(0, 7)),
        parents=(base,),
        branch=b"feature",
        author=BRIAN,
    )
    feature = history.commit(
        Delete(b"lib/left.py"),
        Put(b"lib/far left.py", lines(300, 330) + b"and right\n"),
        parents=(feature,),
        branch=b"feature",
        when=1_500_000_000,
        message=b"Renamed on a branch, by a clock that is wrong\n",
    )
    main = history.commit(
        Put(b"src/parts.py", lines(100, 130) + b"bottom\n"),
        Put(b"lib/left.py", lines(300, 330) + b"and right, changed meanwhile\n"),
        parents=(main,),
    )
    merged = history.commit(
        Put(b"src/parts.py", b"top\n" + lines(100, 130) + b"bottom\n"),  # is in neither parent
        Put(b"feature.txt", lines(0, 7)),
        Delete(b"lib/left.py"),
        Put(b"lib/far left.py", lines(300, 330) + b"and right, changed meanwhile\n"),
        Put(b"evil.txt", b"born in a merge\nby nobody"),
        parents=(main, feature),
        message=b"Merge feature\n",
    )
    topic = history.commit(Put(b"topic.txt", b"topic\n"), parents=(merged,), branch=b"topic", author=BRIAN)
    fix = history.commit(Put(b"evil.txt", b"born in a merge\nfixed\n"), parents=(merged,), branch=b"fix")
    octopus = history.commit(
        Put(b"topic.txt", b"topic\n"),
        Put(b"evil.txt", b"born in a merge\nfixed\n"),
        Put(b"imported.txt", lines(0, 12)),
        parents=(
            merged,
            topic,
            fix,
            history.commit(Put(b"imported.txt", lines(0, 12)), branch=b"imported", message=b"Another root\n"),
        ),
        message=b"Merge topic, fix and a history of its own\n",
    )
    return history.commit(
        Put(b"evil.txt", b"born in a merge\nfixed\nand changed\n"), Put(b"empty", b"no more\n"), parents=(octopus,)
    )


def _end(history: History, start: int, main: int) -> None:
    late = history.commit(
        Put(b"README.md", b"# Hard cases\n\nSee `src`.\nFrom a branch that never heard of the rest.\n"),
        parents=(start,),
        branch=b"late",
        author=b" <nobody@example.org>",
        message=b"\n\n  A subject after empty lines\n",
    )
    main = history.commit(
        Put(b"README.md", b"# Again\nFrom a branch that never heard of the rest.\n"),
        parents=(main, late),
        message=b"Merge late\n",
    )
    main = history.commit(
        Put(b"latin.txt", b"gr\xfc\xdfe\n"),
        parents=(main,),
        author=b"J\xfcrgen <juergen@example.org>",
        message=b"Gr\xfc\xdfe\n",
        encoding=b"ISO-8859-1",
        zone=b"+1400",
    )
    history.commit(
        Put(b"README.md", b"# Again\nThe end, unterminated"),
        parents=(main,),
        author=b"<script>alert(1)</script>".replace(b"<", b"[").replace(b">", b"]") + b" <x@example.org>",
        message=b"The end",
    )
