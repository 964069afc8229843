"""How services answer from columns: what they share, so that a service of one subject is a few lines.

single_flight  one computation for all who want the same at the same time
histories      the histories that were asked about last, in memory
kept           answers in Redis
results        all of it together: what a servicer calls
"""
