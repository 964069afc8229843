"""Row 6: the clouds' metadata service and this machine, in every way of writing them."""

from __future__ import annotations

import pytest

from codevoyage_ingest.egress.refusals import Refused
from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import AddressNotPermitted
from codevoyage_ingest.git.address import resolve

DISGUISES = [
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
]


@pytest.mark.parametrize("host", DISGUISES)
def test_it_is_refused_when_it_is_asked_for(host: str) -> None:
    with pytest.raises(AddressNotPermitted):
        resolve(f"https://{host}/a/b", roots=())


@pytest.mark.parametrize("host", DISGUISES)
def test_it_is_refused_when_it_is_dialled(host: str) -> None:
    with pytest.raises(Refused):
        EgressRules().addresses(host.strip("[]").lower(), 443)
