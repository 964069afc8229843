"""`python -m codevoyage_ingest.git.counting`: compile and keep, so that no reading waits for it."""

from __future__ import annotations

import os

from codevoyage_ingest.git.counting.kernel import kernel

if __name__ == "__main__":
    os.nice(19)
    kernel()
