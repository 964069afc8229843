"""SQL of ingest.

jobs          a job's row: made, found, described
chunk_writer  one transaction a chunk, by COPY
facts_reader  chunks as columns for the wire
"""
