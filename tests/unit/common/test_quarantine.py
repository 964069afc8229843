"""Who may work beside whom in one process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from codevoyage_common.work.quarantine import Quarantine

#: Seconds that something is given to happen in another thread.
SOON = 10.0


def entered(quarantine: Quarantine, stack: ExitStack, *, suspect: bool) -> Callable[[], None] | None:
    return stack.enter_context(quarantine.admitted(suspect=suspect, seconds=0.0))


def test_the_innocent_work_together() -> None:
    quarantine = Quarantine()
    with ExitStack() as stack:
        assert all(entered(quarantine, stack, suspect=False) for _ in range(3))


def test_a_suspect_works_alone_until_it_came_further() -> None:
    quarantine = Quarantine()
    with ExitStack() as stack:
        came_further = entered(quarantine, stack, suspect=True)
        assert came_further is not None
        assert entered(quarantine, stack, suspect=False) is None
        assert entered(quarantine, stack, suspect=True) is None
        came_further()
        came_further()  # again changes nothing
        assert entered(quarantine, stack, suspect=False) is not None
        assert entered(quarantine, stack, suspect=True) is None
    with ExitStack() as stack:
        assert entered(quarantine, stack, suspect=True) is not None


@pytest.mark.parametrize("makes_way", [False, True])
def test_work_that_makes_way_is_wanted_only_by_work_that_does_not(makes_way: bool) -> None:
    quarantine = Quarantine()
    admitted = threading.Event()

    def suspect() -> None:
        with quarantine.admitted(suspect=True, seconds=SOON, makes_way=makes_way):
            admitted.set()

    waiting = threading.Thread(target=suspect)
    with ExitStack() as stack:
        assert entered(quarantine, stack, suspect=False) is not None
        assert not quarantine.wanted()
        waiting.start()
        while entered(quarantine, stack, suspect=False) is not None:
            continue  # until the suspect waits
        assert quarantine.wanted() is not makes_way
    assert admitted.wait(SOON)
    waiting.join(SOON)
    assert not quarantine.wanted()


def test_who_comes_after_a_suspect_waits_behind_it() -> None:
    quarantine = Quarantine()
    alone = threading.Event()

    def suspect() -> None:
        with quarantine.admitted(suspect=True, seconds=SOON) as admitted:
            assert admitted is not None
            alone.set()

    with ExitStack() as stack:
        assert entered(quarantine, stack, suspect=False) is not None
        waiting = threading.Thread(target=suspect)
        waiting.start()
        while entered(quarantine, stack, suspect=False) is not None:
            continue  # until the suspect stands in front
        assert not alone.is_set()
    assert alone.wait(SOON)
    waiting.join(SOON)
    with ExitStack() as stack:
        assert entered(quarantine, stack, suspect=False) is not None
