"""Alembic's history of schema `insights`."""
