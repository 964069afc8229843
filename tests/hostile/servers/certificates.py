"""A certificate for hosts that do not exist."""

from __future__ import annotations

import subprocess
from pathlib import Path

#: Names that the certificate is for; a resolver of the test says where they are.
GIT_HOST = "git.example.org"
OTHER_HOST = "other.example.org"


def certificate(folder: Path) -> Path:
    """A file with a key and a certificate that vouches for itself, good for a day."""
    path = folder / "host.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "1", "-subj", f"/CN={GIT_HOST}", "-addext", f"subjectAltName=DNS:{GIT_HOST},DNS:{OTHER_HOST}",
            "-keyout", str(path), "-out", str(folder / "certificate.pem"),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    with path.open("a") as both:
        both.write((folder / "certificate.pem").read_text())
    return path
