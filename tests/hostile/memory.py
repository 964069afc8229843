"""How much memory a worker took."""

from __future__ import annotations

import subprocess
from pathlib import Path


def peak_bytes(worker: subprocess.Popen[bytes]) -> int:
    """The largest resident size of a worker's process so far (Linux); its git children do not count."""
    status = Path(f"/proc/{worker.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024
