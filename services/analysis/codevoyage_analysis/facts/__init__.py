"""Facts as they arrive from ingest, kept in columns and nothing else: `folded` has all of them together."""
