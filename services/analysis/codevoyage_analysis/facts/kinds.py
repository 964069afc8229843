"""What files are, as it arrives: the language and class of each path, and how complex the newest tree's files are."""

from __future__ import annotations

import numpy as np

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_analysis.facts.columns import Numbers


class Kinds:
    """Entry i belongs to path i."""

    def __init__(self) -> None:
        #: Names, as `languages` refers to them; the first one is empty: nothing says which it is.
        self.language_names = [""]
        self.languages = Numbers(np.uint16)
        self.classes = Numbers(np.uint8)
        self.version = 0

    def __len__(self) -> int:
        return len(self.languages)

    def extend(self, columns: pb.KindColumns) -> None:
        """Appends a batch; each has a dictionary of its own."""
        known = {name: number for number, name in enumerate(self.language_names)}
        numbers = [known.setdefault(name, len(known)) for name in columns.language_names]
        self.language_names = list(known)
        self.languages.extend([numbers[language] for language in columns.languages])
        self.classes.extend(columns.classes)
        self.version = columns.kinds_version


class Measures:
    """Complexity of files of the newest tree."""

    def __init__(self) -> None:
        self.measurer = ""
        self.paths = Numbers(np.uint32)
        self.outcomes = Numbers(np.uint8)
        self.code_lines = Numbers(np.uint32)
        self.functions = Numbers(np.uint32)
        self.complexities = Numbers(np.int64)
        self.largest_complexities = Numbers(np.uint32)
        self.indentations = Numbers(np.int64)
        self.largest_indentations = Numbers(np.uint32)

    def __len__(self) -> int:
        return len(self.paths)

    def extend(self, columns: pb.MeasureColumns) -> None:
        """Appends a batch."""
        self.measurer = columns.measurer
        self.paths.extend(columns.paths)
        self.outcomes.extend(columns.outcomes)
        self.code_lines.extend(columns.code_lines)
        self.functions.extend(columns.functions)
        self.complexities.extend(columns.complexities)
        self.largest_complexities.extend(columns.largest_complexities)
        self.indentations.extend(columns.indentations)
        self.largest_indentations.extend(columns.largest_indentations)
