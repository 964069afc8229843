"""Alembic's history of schema `analysis`."""
