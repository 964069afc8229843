"""Row 7: networks that lead inside although they look like the outside."""

from __future__ import annotations

import ipaddress

import pytest

from codevoyage_ingest.egress.rules import EgressRules


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a00:1",  # NAT64, local use
        "2002:7f00:1::1",  # 6to4 of 127.0.0.1
        "2002:a9fe:a9fe::1",
        "2002:c0a8:101::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
        "fec0::1",  # site-local
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "ff0e::1",
        "::",
        "::7f00:1",  # IPv4-compatible
        "::ffff:8.8.8.8",
        "2001:db8::1",
        "3fff::1",
        "100.64.0.1",
        "192.0.0.1",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.2.3",
        "240.0.0.1",
        "255.255.255.255",
        "0.1.2.3",
    ],
)
def test_it_is_not_dialled(address: str) -> None:
    assert not EgressRules().permits(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "140.82.121.3", "2606:50c0:8000::153", "2002:808:808::1"])
def test_what_is_public_is(address: str) -> None:
    assert EgressRules().permits(ipaddress.ip_address(address))


def test_a_network_that_the_operator_permits_is_dialled_and_its_neighbour_is_not() -> None:
    rules = EgressRules(permitted=(ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00:1::/32")))
    assert rules.permits(ipaddress.ip_address("10.1.2.3"))
    assert rules.permits(ipaddress.ip_address("fd00:1::5"))
    assert not rules.permits(ipaddress.ip_address("10.2.0.1"))
    assert not rules.permits(ipaddress.ip_address("fd00:2::1"))
