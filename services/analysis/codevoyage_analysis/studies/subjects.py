"""Which studies there are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from codevoyage_analysis.studies.bench import Study
from codevoyage_analysis.studies.complexity import study_complexity
from codevoyage_analysis.studies.survival import study_survival

#: By subject, in the order in which they are asked for.
SUBJECTS: Final[Mapping[str, Study]] = MappingProxyType({"complexity": study_complexity, "survival": study_survival})
