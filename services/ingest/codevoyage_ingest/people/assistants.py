"""Which co-authors are programs that write code: assistants, as they sign what they had a part in."""

from __future__ import annotations

import re
from typing import Final

#: Names, as their makers have them signed, and nothing after them: people who are called so have a family name.
_NAMES: Final = re.compile(
    rb"^(?:claude(?: (?:code|opus|sonnet|haiku|\d[\w.]*).*)?|(?:github )?copilot(?:[ -].*)?|cursor(?: agent)?"
    rb"|codex(?: .*)?"
    rb"|(?:openai )?chatgpt(?: .*)?|gpt-\d.*|gemini(?: .*)?|devin(?: ai)?|aider(?: \(.*\))?|windsurf|codeium|amp"
    rb"|google-labs-jules|jules|openhands|opencode|tabnine|sourcegraph cody|cody|kiro(?: .*)?|junie|crush)"
    rb"(?:\[bot\])?$",
    re.IGNORECASE,
)
#: Of these, the first names and surnames of people: assistants only where no address says otherwise.
_PEOPLE_TOO: Final = frozenset({b"claude", b"devin", b"jules", b"cody", b"junie", b"amp", b"crush", b"gemini", b"kiro"})
_ADDRESSES: Final = re.compile(
    rb"@anthropic\.com$|@openai\.com$|@cursor\.(?:com|sh)$|@aider\.chat$|@cognition\.ai$|@all-hands\.dev$"
    rb"|\+(?:copilot|claude|cursor|codex|devin-ai-integration|google-labs-jules|openhands|gemini-code-assist)"
    rb"(?:-[\w-]+)?(?:\[bot\])?@users\.noreply\.github\.com$",
    re.IGNORECASE,
)


def is_assistant(name: bytes, email: bytes) -> bool:
    """Whether a name and an address are those of an assistant. People who work for its maker sign with their name."""
    email = email.strip()
    if _ADDRESSES.search(email):
        local = email.lower().partition(b"@")[0]
        return b"+" in local or local in (b"noreply", b"no-reply", b"cursoragent", b"codex") or _named(name)
    return _named(name) and not (email and name.strip().lower() in _PEOPLE_TOO)


def _named(name: bytes) -> bool:
    return _NAMES.match(name.strip()) is not None
