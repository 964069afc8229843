"""SQL of ingest.

jobs            a job's row: made, found, described
chunk_writer    one transaction a chunk
copying         COPY, by columns or by rows
binary_rows     columns as PostgreSQL's binary rows, and back
dictionaries    names that a chunk brings
facts_messages  a chunk as the wire has it
facts_parts     ... cut where it is large
facts_reader    the messages of a job
stored_facts    what is stored already, for a reader that goes on
discard         facts of a head that is no more
deletion        jobs that go
"""
