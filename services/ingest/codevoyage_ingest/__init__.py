"""ingest: everything that touches git. Clones, reads the whole history into facts, hands them on in columns.

git/        how git is run, and what it is asked; pure of databases
reading/    one job, stage by stage: fetch, read, measure
store/      SQL: jobs, chunks of facts
"""
