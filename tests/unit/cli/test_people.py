"""How a person is named on the command line, and what `people --json` promises to scripts."""

from __future__ import annotations

import base64
import os

import pytest

from codevoyage.ingest.v1 import people_service_pb2 as pb
from codevoyage_cli.client.people_fields import person_fields, signature_text, signed_as
from codevoyage_cli.errors import WrongUsage


@pytest.mark.parametrize(
    ("given", "name", "email"),
    [
        ("Ada King <ada@x>", b"Ada King", b"ada@x"),
        ("  Ada   King  <ADA@x> ", b"Ada   King", b"ADA@x"),
        ("ada@x", None, b"ada@x"),
        (" ada@x ", None, b"ada@x"),
        ("<ada@x>", None, b"ada@x"),
        ("<root>", None, b"root"),
        ("Ada <>", b"Ada", b""),
        ("Ada <b> King <c@x>", b"Ada <b> King", b"c@x"),
        ("Zoë <z@x>", "Zoë".encode(), b"z@x"),
        (os.fsdecode(b"Zo\xeb <z@x>"), b"Zo\xeb", b"z@x"),
    ],
)
def test_an_e_mail_means_every_name_and_a_name_exactly_one(given: str, name: bytes | None, email: bytes) -> None:
    signed = signed_as(given)
    assert (signed.name if signed.HasField("name") else None, signed.email) == (name, email)


@pytest.mark.parametrize("given", ["", "Ada", "Ada King", "Ada <ada@x", "ada", "ada@x <ada"])
def test_what_has_no_e_mail_names_nobody(given: str) -> None:
    with pytest.raises(WrongUsage, match="names nobody"):
        signed_as(given)


def test_a_person_has_exactly_the_promised_fields() -> None:
    person = pb.Person(
        name=b"Ada",
        email=b"ada@x",
        commits=3,
        signature_count=2,
        signatures=[
            pb.PersonSignature(name=b"Ada", email=b"ada@x", commits=2),
            pb.PersonSignature(name=b"\xff\x1b", email=b"a\\b", commits=1),
        ],
    )
    assert person_fields(person) == {
        "name": "Ada",
        "email": "ada@x",
        "bot": False,
        "commits": 3,
        "signature_count": 2,
        "signatures": [
            {"name": "Ada", "email": "ada@x", "commits": 2},
            {
                "name": "\\xff\\x1b",
                "email": "a\\\\b",
                "name_bytes": base64.b64encode(b"\xff\x1b").decode(),
                "email_bytes": base64.b64encode(b"a\\b").decode(),
                "commits": 1,
            },
        ],
    }
    assert signature_text(b"", b"ada@x") == "<ada@x>"
