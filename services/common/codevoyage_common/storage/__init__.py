"""PostgreSQL: engines, roles and schemas, migrations, the outbox."""
