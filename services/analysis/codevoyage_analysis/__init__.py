"""analysis: everything that is computed from facts. Owns runs, their events, and what people see of them.

facts/      the history of one repository as it arrives from ingest, in columns
metrics/    one measure a file: pure functions of columns
run/        one run in a worker, step by step: read, compute, describe
store/      SQL: runs, events, pictures, results, retention
peers/      the other services, as this one calls them
"""
