"""Measures: one a file, each a pure function of columns."""
