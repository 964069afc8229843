"""Trailers: what `git log --format=%(trailers)` calls so, and who is an assistant."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.people.assistants import is_assistant
from codevoyage_ingest.people.trailers import TrailerKind, trailers
from tests.repositories.history import History, Put, git

_ADA = b"Ada <ada@example.org>"
_MESSAGES = [
    b"Title\n\nSigned-off-by: " + _ADA + b"\n",
    b"Title\n\nBody\n\nReviewed-by: " + _ADA + b"\nAcked-by: B <b@x>\n\n\n",
    b"Signed-off-by: " + _ADA + b"\n",  # a title is no trailer
    b"Title\n\nSigned-off-by: " + _ADA + b"\n\nNot a trailer paragraph\n",
    b"Title\n\nSome text\nSigned-off-by: " + _ADA + b"\n",
    b"Title\n\nSome text\nmore\nand more\nand more still\nSigned-off-by: " + _ADA + b"\n",
    b"Title\n\nSome text\nReviewed-by: " + _ADA + b"\n",  # git wrote no line of it
    b"Title\n\nReviewed-by: " + _ADA + b"\n[b@x: fixed it]\nSigned-off-by: B <b@x>\n",
    b"Title\n\nco-authored-BY:Ada<ada@x>\nTested-by : B <b@x>\n",
    b"Title\n\nReviewed-by: A very\n  long name\n\t<a@x>\nOther-key: value\n",
    b"Title\n\nSigned-off-by: " + _ADA + b"\n(cherry picked from commit 1234)\n",
    b"Title\n\nfree text\n(cherry picked from commit 1234)\nReviewed-by: " + _ADA + b"\n",
    b"Title\n  \nAcked-by: " + _ADA + b"\n",
    b"Title\n\nAcked-by: " + _ADA + b"\n# a comment\n",
    b"Title\n\nAcked-by:\nReviewed-by: B\n",
    b"Title\n\nAssisted-by: Claude:some-model tool\nCo-authored-by: Claude <noreply@anthropic.com>\n",
    b"Title\n\nNot-ours: x\nSee: http://example.org\n",
    b"Title\r\n\r\nSigned-off-by: " + _ADA + b"\r\n",
    b"Title\n\nSigned-off-by: \xff\xfe <\xff@x>\n",
    b"Title\n\nSigned-off-by: " + _ADA + b"\n\nConflicts:\n\tfile\n\tother\n",
    b"Title\n\n text\n  more\nSigned-off-by: " + _ADA + b"\n  and more\n",
    b"Title\n\nx\n a\n b\n c\n d\nSigned-off-by: " + _ADA + b"\n",
    b"Title\n\nhttp://example.org\nSigned-off-by: " + _ADA + b"\n",
]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[list[tuple[bytes, bytes]]]:
    """(key, value) of each message's trailers, as git's log shows them."""
    path: Path = tmp_path_factory.mktemp("trailers") / "repository"
    history, last = History(), 0
    for number, message in enumerate(_MESSAGES):
        last = history.commit(Put(b"file", b"%d" % number), message=message, parents=(last,) if last else ())
    history.write(path)
    shown = git(path, "log", "--reverse", "--encoding=", "--format=%(trailers:only,unfold)%x00", "HEAD")
    return [
        [(key, value.strip()) for line in each.split(b"\n") if line for key, _, value in [line.partition(b":")]]
        for each in shown.split(b"\0")[:-1]
    ]


def test_trailers_are_those_of_gits_log(said: list[list[tuple[bytes, bytes]]]) -> None:
    kinds = {kind.name.replace("_", "-").lower().encode() for kind in TrailerKind}
    for message, shown in zip(_MESSAGES, said, strict=True):
        wanted = [(key.strip().lower(), value) for key, value in shown if key.strip().lower() in kinds and value]
        found = trailers(message)
        assert [each.kind.name.replace("_", "-").lower().encode() for each in found] == [key for key, _ in wanted], (
            message
        )
        for trailer, (_, value) in zip(found, wanted, strict=True):
            assert value.replace(b" ", b"").startswith(trailer.name.replace(b" ", b"")), message
            assert trailer.email in value


def test_names_and_addresses_are_taken_apart() -> None:
    (found,) = trailers(b"T\n\nCo-authored-by:  Ada   Byron  < ada@x > (at work)\n")
    assert (found.name, found.email, found.assisted) == (b"Ada   Byron", b"ada@x", False)
    (found,) = trailers(b"T\n\nReviewed-by: ada\n")
    assert (found.name, found.email) == (b"ada", b"")


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        (b"Claude", b"noreply@anthropic.com", True),
        (b"Claude Opus 4.5", b"noreply@anthropic.com", True),
        (b"Copilot", b"175728472+Copilot@users.noreply.github.com", True),
        (b"GitHub Copilot", b"", True),
        (b"Cursor", b"cursoragent@cursor.com", True),
        (b"Cursor Agent", b"x@y", True),
        (b"aider (gpt-4o)", b"noreply@aider.chat", True),
        (b"devin-ai-integration[bot]", b"158243242+devin-ai-integration[bot]@users.noreply.github.com", True),
        (b"google-labs-jules[bot]", b"161369871+google-labs-jules[bot]@users.noreply.github.com", True),
        (b"Codex", b"codex@openai.com", True),
        (b"Claude", b"", True),
        (b"Claude", b"claude@belllabs.example", False),
        (b"Cody", b"cody@users.noreply.github.com", False),
        (b"Claude Shannon", b"claude@belllabs.example", False),
        (b"Jane Doe", b"jane@anthropic.com", False),
        (b"Devin Smith", b"devin@x", False),
        (b"Ada", b"ada@x", False),
        (b"", b"", False),
    ],
)
def test_assistants_are_told_from_people(name: bytes, email: bytes, expected: bool) -> None:
    assert is_assistant(name, email) is expected


@pytest.mark.parametrize(
    "message",
    [
        b"T\n\n" + b"Signed-off-by: x <x@x>\n" * 100_000,
        b"T\n\nSigned-off-by:" + b"<" * 200_000,
        b"T\n\n" + b"Signed-off-by" * 50_000,
        b"T\n\nSigned-off-by: " + b" " * 200_000 + b"\n",
        b"T\n\nSigned-off-by: a\n" + b" b\n" * 50_000,
        b"\n" * 100_000 + b"Signed-off-by: a <b>\n",
    ],
)
def test_no_message_has_more_of_them_than_a_bound(message: bytes) -> None:
    assert len(trailers(message)) <= 500
