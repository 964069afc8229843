"""How the functions of this folder are compiled."""

from __future__ import annotations

import os
from typing import Any

from numba import njit

#: They let go of the interpreter while they work. Kept only where somebody named a place of their own: what is read
#: from there is run.
compiled: Any = njit(nogil=True, cache="NUMBA_CACHE_DIR" in os.environ)
