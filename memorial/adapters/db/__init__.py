"""The archive and the edition in one database: SQLite or PostgreSQL."""
