"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# No test asserts a time: how long an example takes says something about the machine.
settings.register_profile("codevoyage", deadline=None)
settings.load_profile("codevoyage")
