"""What a study has found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True, kw_only=True)
class Findings:
    """tables: of the subject's set, which readers get, by their names.

    aside: what the study of a longer history goes on from; no reader gets it, and a repository has one of each subject.
    """

    tables: Mapping[str, pl.DataFrame]
    aside: Mapping[str, pl.DataFrame] = field(default_factory=dict)
