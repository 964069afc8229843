"""Which definitions measures have here: shown with every figure, and a part of each kept answer's key."""

from __future__ import annotations

from typing import Final

#: Counted up with each change of a formula, a threshold, an exclusion or an order: then nothing that was computed by
#: the old one is shown again.
DEFINITIONS: Final = 2
