"""Languages and classes by name: what people call them, the same on every machine."""

from __future__ import annotations

import pytest

from codevoyage_ingest.files.classes import FileClass, class_of
from codevoyage_ingest.files.languages import UNKNOWN, Languages


@pytest.mark.parametrize(
    ("path", "language"),
    [
        (b"src/app.py", "Python"),
        (b"a/b/Main.java", "Java"),
        (b"kernel/sched.c", "C"),
        (b"include/sched.h", "C"),
        (b"web/index.TSX", "TSX"),
        (b"Makefile", "Makefile"),
        (b"sub/Makefile.am", "Makefile"),
        (b"Dockerfile", "Docker"),
        (b"x.tar.gz", UNKNOWN),
        (b"t/t0001-init.sh", "Shell"),
        (b"lib/foo.pl", "Perl"),
        (b"CMakeLists.txt", "CMake"),
        (b"notes.txt", "Text"),
        (b"no ending", UNKNOWN),
        (b"", UNKNOWN),
        (b"\xff\xfe.py", "Python"),
        (b"py", UNKNOWN),
        (b"folder.py/LICENSE", UNKNOWN),
    ],
)
def test_a_name_tells_the_language(path: bytes, language: str) -> None:
    assert Languages().of(path) == language


def test_every_choice_is_a_language_that_claims_the_ending() -> None:
    from pygments.lexers import get_all_lexers

    from codevoyage_ingest.files.languages import _CHOSEN

    claims: dict[str, set[str]] = {}
    for name, _, patterns, _ in get_all_lexers(plugins=False):
        for pattern in patterns:
            claims.setdefault(pattern, set()).add(name)
    several = {pattern for pattern, names in claims.items() if len(names) > 1}
    for pattern, chosen in _CHOSEN.items():
        assert chosen in claims[pattern] or (chosen == "ANTLR" and pattern == "*.g"), pattern
        assert pattern in several


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (b"src/flask/app.py", FileClass.SOURCE),
        (b"tests/test_basic.py", FileClass.TEST),
        (b"src/foo_test.go", FileClass.TEST),
        (b"web/button.spec.ts", FileClass.TEST),
        (b"README", FileClass.DOCUMENTATION),
        (b"docs/index.rst", FileClass.DOCUMENTATION),
        (b"lib/contest.py", FileClass.SOURCE),
        (b"latest/protest.c", FileClass.SOURCE),
        (b"vendor/tests/test_x.py", FileClass.VENDORED),
        (b"a/node_modules/b/index.js", FileClass.VENDORED),
        (b"deps/lua/src/lua.c", FileClass.VENDORED),
        (b"package-lock.json", FileClass.GENERATED),
        (b"proto/x_pb2.py", FileClass.GENERATED),
        (b"static/site.min.js", FileClass.GENERATED),
        (b"setup.cfg", FileClass.DATA),
        (b"logo.PNG", FileClass.DATA),
        (b"tests/fixtures/data.json", FileClass.TEST),
    ],
)
def test_a_path_tells_the_class(path: bytes, expected: FileClass) -> None:
    assert class_of(path) is expected
