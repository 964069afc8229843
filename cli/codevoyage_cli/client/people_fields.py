"""What `people --json` prints, and how a person on the command line is read."""

from __future__ import annotations

import base64
import os
import re
from typing import Final

from codevoyage.ingest.v1 import people_service_pb2 as pb
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.comparison_fields import path_text
from codevoyage_cli.client.words import iso_time
from codevoyage_cli.errors import WrongUsage

#: `Ada King <ada@example.org>`, `<ada@example.org>`.
_SIGNATURE: Final = re.compile(rb"\s*(.*?)\s*<([^<>]*)>\s*", re.DOTALL)


def signed_as(given: str) -> pb.SignedAs:
    """`NAME <EMAIL>` is one signature, `EMAIL` or `<EMAIL>` every one with the e-mail.

    Raises WrongUsage for what has no e-mail.
    """
    typed = os.fsencode(given)  # as it was typed, UTF-8 or not
    found = _SIGNATURE.fullmatch(typed)
    name, email = found.groups() if found else (b"", typed.strip())
    if not found and (b"@" not in email or b"<" in email):
        raise WrongUsage(
            f"{given!r} names nobody: give an e-mail, or `NAME <EMAIL>`, as `codevoyage people` lists them."
        )
    return pb.SignedAs(name=name, email=email) if name else pb.SignedAs(email=email)


def signature_text(name: bytes, email: bytes) -> str:
    """`Ada King <ada@example.org>`; bytes that are not UTF-8 and control characters as `\\xNN`."""
    return f"{path_text(name)} <{path_text(email)}>".lstrip()


def person_fields(person: pb.Person) -> Fields:
    """Exactly these. `*_bytes`, base64: only where a text had to be escaped."""
    return {
        **_named(person.name, person.email),
        "bot": person.bot,
        "commits": person.commits,
        "signature_count": person.signature_count,
        "signatures": [{**_named(each.name, each.email), "commits": each.commits} for each in person.signatures],
    }


def edit_fields(edit: pb.PersonEdit) -> Fields:
    """Exactly these. name: None where every name with the e-mail is meant."""
    return {
        "number": edit.number,
        "kind": kind_word(edit),
        "signatures": [
            {**_named(each.name, each.email), **({} if each.HasField("name") else {"name": None})}
            for each in edit.signatures
        ],
        "create_time": iso_time(edit.create_time),
        "pending": edit.pending,
    }


def kind_word(edit: pb.PersonEdit) -> str:
    """`merge` or `split`."""
    return pb.PersonEditKind.Name(edit.kind).removeprefix("PERSON_EDIT_KIND_").lower()


def _named(name: bytes, email: bytes) -> Fields:
    fields: Fields = {"name": path_text(name), "email": path_text(email)}
    for field, value in (("name", name), ("email", email)):
        if path_text(value).encode() != value:
            fields[f"{field}_bytes"] = base64.b64encode(value).decode()
    return fields
