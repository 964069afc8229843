"""Alembic's history of schema `ingest`."""
