"""Families of insights: each asks analysis for evidence, and says what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from codevoyage_insights.domain import Family, Insight
from codevoyage_insights.families import overview
from codevoyage_insights.peers.analysis import Analysis

Write: TypeAlias = Callable[[Analysis], Insight]
#: Who writes which family, in reading order.
FAMILIES: Final[Mapping[Family, Write]] = MappingProxyType({Family.OVERVIEW: overview.write})
