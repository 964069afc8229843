"""What is wrong with the way in which the gateway was started."""

from __future__ import annotations


class InvalidSetting(ValueError):
    """An option or variable of the gateway is out of its bounds; the message says what to write instead."""
