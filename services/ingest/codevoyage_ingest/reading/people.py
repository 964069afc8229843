"""Which signatures are one person. Identity version 1: the same e-mail, ASCII case-folded."""

from __future__ import annotations

from collections.abc import Sequence

Signature = tuple[bytes, bytes]


def persons(signatures: Sequence[Signature]) -> list[int]:
    """For each signature (name, e-mail), the number of its person's smallest one, by (e-mail, name) bytes.

    An empty e-mail says nothing about who it is: such signatures are merged by the exact name alone.
    """
    smallest: dict[tuple[bytes, bytes], int] = {}
    for number, (name, email) in enumerate(signatures):
        key = _key(name, email)
        known = smallest.get(key)
        if known is None or (email, name) < (signatures[known][1], signatures[known][0]):
            smallest[key] = number
    return [smallest[_key(name, email)] for name, email in signatures]


def _key(name: bytes, email: bytes) -> tuple[bytes, bytes]:
    return (email.lower(), b"") if email else (b"", name)
