"""Why a connection was refused."""

from __future__ import annotations

from codevoyage_ingest.errors import AddressNotPermitted, IngestError, RepositoryUnreachable

_SENTENCES = {
    "port": "The host is asked for at a port that is not permitted. Give an https address without a port, "
    "or with the port that the repository is served at.",
    "private_address": "The host leads to this machine or a private network. Give the address of a public host, "
    "or have its network permitted by CODEVOYAGE_EGRESS_PERMITTED.",
}


class Refused(Exception):
    """A host that is not dialled. rule: `port`, `private_address` or `unresolved`."""

    def __init__(self, host: str, *, rule: str) -> None:
        super().__init__(f"{host}: {rule}")
        self.host = host
        self.rule = rule

    def error(self, *, source: str) -> IngestError:
        """What it means for whoever asked for a source."""
        if self.rule in _SENTENCES:
            return AddressNotPermitted(_SENTENCES[self.rule], rule=self.rule)
        return RepositoryUnreachable(source)
