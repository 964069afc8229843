"""Measures: each is one small file of pure functions, its definition is its docstring.

A measure takes a `History` and what narrows it (a `Selection`, thresholds as a frozen dataclass). It gives a frozen
dataclass or a Polars frame, whose columns its docstring tells with their units, in an order that leaves nothing open.
It says its formula and where that is published. It knows no contract, no database and no clock, so that a test counts
by hand (`tests/unit/analysis/by_hand.py`). Whoever changes what one means counts `definitions.DEFINITIONS` up.
"""
