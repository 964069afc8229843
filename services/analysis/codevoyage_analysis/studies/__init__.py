"""What is computed of an analysis after its run has succeeded, from what ingest reads in passes of their own.

A study makes one set of columns (`store.columns`) of the name of its subject, whole: until then, and when it fails,
results are without it, and say so. It delays no run: a worker has a thread for studies alone, and ingest makes way for
readings. Nothing of it is in the result hash.

subjects     which studies there are: a new one is a file here, and a line there
attempt      one attempt at one study
bench        what it works with
findings     what it gives
complexity   of the key frames
survival     of lines: which commit wrote each that stands, or ever stood
saved_lines  what the survival of a longer history goes on from, as tables

Tables of a new set: `history.tables`, with a default in `history.History`, so that a history without them is one, too.
"""
