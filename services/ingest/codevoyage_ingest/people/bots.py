"""Which signatures are programs, by what they call themselves."""

from __future__ import annotations

import re
from typing import Final

from codevoyage_ingest.people.assistants import is_assistant

#: GitHub's Apps commit under a name, or an address, that ends so; nobody else can have such a name there.
_APP: Final = re.compile(rb"\[bot\](?:@|$)", re.IGNORECASE)
#: A word of its own at the end of a name: `rust-bors bot`, `k8s-ci-robot`; not Mr. Talbot. Travis is a first name.
_NAME: Final = re.compile(rb"(?:^|[-_. ])(?:ro)?bot$|^(?:ci|jenkins|travis ci|bors|homu|web-flow)$", re.IGNORECASE)
#: Before the `@`; people choose `robot@` and `i.am.a.robot@` for themselves.
_USER: Final = re.compile(rb"^bot$|[-_](?:ro)?bot$", re.IGNORECASE)
#: Services that commit under a name like any other: by the part of their address, or name, before `@`.
_KNOWN: Final = frozenset(
    {
        b"dependabot",
        b"dependabot-preview",
        b"renovate",
        b"renovatebot",
        b"greenkeeper",
        b"greenkeeperio",
        b"github-actions",
        b"github actions",
        b"pre-commit-ci",
        b"pre-commit.ci",
        b"snyk",
        b"mergify",
        b"imgbot",
        b"allcontributors",
        b"semantic-release",
        b"weblate",
        b"hosted weblate",
        b"transifex",
        b"codecov-io",
        b"pyup",
        b"scala-steward",
        b"copybara-service",
    }
)
#: GitHub itself, as the committer of what is merged or edited in a browser.
_WEB: Final = (b"GitHub", b"noreply@github.com")


def is_bot(name: bytes, email: bytes) -> bool:
    """Whether a name and an address are those of a program."""
    local, _, _ = email.partition(b"@")
    # `49699333+dependabot[bot]@users.noreply.github.com`
    _, _, user = local.rpartition(b"+")
    return (
        (name, email) == _WEB
        or any(_APP.search(each) for each in (name, user + b"@"))
        or _NAME.search(name.strip()) is not None
        or _USER.search(user) is not None
        or name.strip().lower() in _KNOWN
        or user.lower() in _KNOWN
        or is_assistant(name, email)
    )
