"""What connections to PostgreSQL promise, and what the server itself must promise for them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, event, text


def commit_to_disk(engine: Engine) -> Engine:
    """Each connection waits for its commits to be written, also where the server was told not to wait.

    A server that loses the newest commits in a crash would lose what was acknowledged, and show what was taken back.
    """
    event.listen(engine, "connect", _commit_to_disk)
    return engine


def _commit_to_disk(connection: object, _record: object) -> None:
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
    connection.commit()  # type: ignore[attr-defined]


def what_power_could_take(engine: Engine) -> Sequence[str]:
    """Settings of the server, switched off, without which a loss of power can destroy the database."""
    with engine.connect() as connection:
        asked = text("SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'")
        return sorted(connection.execute(asked).scalars())
