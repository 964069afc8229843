"""The history of one analysis in columns, and how one asks it: the ground that every measure stands on.

tables      what there is, column by column, with units
history     all tables together, frozen; numbers mean the same in all of them
mainline    the commits of the first-parent chain, and the clock that dates are read from
moment      which position of the mainline a date, a commit or nothing at all means
selection   what is asked about: a range of time, a folder, a moment
canonical   from facts as they arrive to numbers that the content alone decides
packing     tables as parts that a database holds, and back

A measure is a pure function of a `History` (see `codevoyage_analysis.metrics`). Nothing here knows a database, a
network or a clock, and no part of a `History` is ever changed: it is shared by all requests of a process.
"""
