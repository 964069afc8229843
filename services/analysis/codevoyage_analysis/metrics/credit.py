"""Whom a commit is credited to: its author, and each co-author that its trailers name.

Everybody once, however often a message names them; whoever is both is the author. Other trailers credit nobody.
Programs that sign as co-authors are credited as people are, and told as programs (`people.bot`).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from codevoyage_analysis.domain import TrailerKind
from codevoyage_analysis.history.history import History

_CREDITED: Final = int(TrailerKind.CO_AUTHORED_BY)


def credited(history: History) -> pl.DataFrame:
    """`commit: u32`, `person: u32`, `author: bool` (False: a co-author), of all commits; authors first, by commit."""
    authors = history.commits.with_row_index("commit").select("commit", person="author", author=pl.lit(value=True))
    helped = history.trailers.filter(pl.col("kind") == _CREDITED).select("commit", "person")
    helped = helped.unique(maintain_order=True).join(authors, on=["commit", "person"], how="anti")
    return pl.concat([authors, helped.with_columns(author=pl.lit(value=False))])
