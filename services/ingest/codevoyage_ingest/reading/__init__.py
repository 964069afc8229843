"""One job, stage by stage.

job           the whole: claim, stages, how it ends
fetching      FETCHING: clone, head
reading       READING: commits, changes, mainline intervals
measuring     MEASURING: bytes and lines of the mainline's blobs, versions stored
stages        when a stage began and ended, and what it reports
numbering     dictionaries: signatures, paths, files as dense numbers
people        which signatures are one person
"""
