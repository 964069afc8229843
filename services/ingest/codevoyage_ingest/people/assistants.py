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
_ADDRESSES: Final = re.compile(
    rb"@anthropic\.com$|@openai\.com$|@cursor\.(?:com|sh)$|@aider\.chat$|@cognition\.ai$|@all-hands\.dev$"
    rb"|\+(?:copilot|claude|cursor|codex|devin-ai-integration|google-labs-jules|openhands|gemini-code-assist)"
    rb"(?:-[\w-]+)?(?:\[bot\])?@users\.noreply\.github\.com$",
    re.IGNORECASE,
)


def is_assistant(name: bytes, email: bytes) -> bool:
    """Whether a name and an address are those of an assistant. People who work for its maker sign with their name."""
    if _ADDRESSES.search(email.strip()):
        local = email.strip().lower().partition(b"@")[0]
        return b"+" in local or local in (b"noreply", b"no-reply", b"cursoragent", b"codex") or _named(name)
    return _named(name)


def _named(name: bytes) -> bool:
    return _NAMES.match(name.strip()) is not None
