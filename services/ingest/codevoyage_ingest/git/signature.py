"""`NAME <EMAIL> SECONDS ZONE`, the line by which a commit says who and when; read as git reads it, broken or not."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

#: The last second of the year 9999, UTC: the last that calendars of other software know.
LAST_SECOND = 253_402_300_799

#: What nearly all lines look like: the four arguments of `dated`.
USUAL_PATTERN = rb"([^<>\n]*[^<>\s]|) ?<([^<>\n]*)> ([0-9]{1,11}) ([+-][0-9]{4})"
_USUAL = re.compile(USUAL_PATTERN)
_DATE = re.compile(rb"[ \t\r\v\f]*([0-9]+)(?![^ \t\r\v\f])(?:[ \t\r\v\f]+([+-][0-9]+))?")
_BLANKS = b" \t\n\r\v\f"


class Signature(NamedTuple):
    """Who and when; a tuple, because two are made for each commit.

    seconds: since 1970 UTC; None: there is no date, or none that can be read. offset: minutes east of UTC. odd: the
    date or the zone is not what it says: missing, clamped to the year 9999, or a zone of a day and more read as UTC.
    """

    name: bytes
    email: bytes
    seconds: int | None
    offset: int
    odd: bool


def parse_signature(line: bytes) -> Signature:
    """The signature after the word `author` or `committer`."""
    usual = _USUAL.fullmatch(line)
    if usual is not None:
        name, email, seconds, zone = usual.groups()
        return dated(name, email, seconds, zone)
    begin = line.find(b"<")
    end = line.find(b">", begin + 1)
    if begin < 0 or end < 0:
        return Signature(line.rstrip(_BLANKS), b"", None, 0, True)
    name, email = line[:begin].rstrip(_BLANKS), line[begin + 1 : end]
    # The date stands after the last `>`: a broken e-mail may hold another one.
    date = _DATE.match(line, line.rindex(b">") + 1)
    if date is None:
        return Signature(name, email, None, 0, True)
    return dated(name, email, date[1], date[2] or b"")


def dated(name: bytes, email: bytes, seconds: bytes, zone: bytes) -> Signature:
    """A signature from its parts as they are written; seconds: digits only, zone: a sign and digits, or nothing."""
    offset = _offset(zone)
    # A date of more digits than any clock shows is not converted: that would be slow at a million digits.
    time = int(seconds) if len(seconds) < 20 else LAST_SECOND + 1
    odd = offset is None or time > LAST_SECOND
    return Signature(name, email, min(time, LAST_SECOND), offset or 0, odd)


@functools.lru_cache(maxsize=256)  # more than the zones there are; hostile ones push each other out
def _offset(zone: bytes) -> int | None:
    """Minutes east of UTC of `+hhmm`; None where there is no such zone."""
    if not 2 <= len(zone) <= 5:
        return None
    value = int(zone[1:])
    minutes = value // 100 * 60 + value % 100
    if value % 100 > 59 or minutes >= 1440:
        return None
    return -minutes if zone.startswith(b"-") else minutes
