"""One job, stage by stage.

job           the whole: claim, stages, how it ends
fetching      FETCHING: clone, head
history       READING and MEASURING in their order
commits       what commits say, and who is one person
changes       file changes, identities along renames
versions      bytes and lines of the mainline's versions
stages        when a stage began and ended, and what it reports
numbering     dictionaries: signatures, paths, files as dense numbers
people        which signatures are one person
"""
