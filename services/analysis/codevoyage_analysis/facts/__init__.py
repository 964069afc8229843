"""The history of one repository as it arrives from ingest, kept in columns and nothing else."""
