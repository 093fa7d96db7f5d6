"""Whether the archive's own login could read the key store, where both are on PostgreSQL."""

from __future__ import annotations

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

_MAY_READ = text(
    "SELECT coalesce(bool_or(has_table_privilege(c.oid, 'SELECT')), false) FROM pg_class c"
    " WHERE c.relname IN ('record_key', 'erasure_ledger') AND c.relkind = 'r'"
)


def keys_seen_by_the_archive(database_url: str, keys_url: str) -> tuple[str, str] | None:
    """What is wrong and the remedy; None where the archive's login cannot read a wrapped key, or it is not PostgreSQL.

    A thief of the archive's password would otherwise have the wrapped keys as well, and could destroy them.
    """
    archive, keys = make_url(database_url), make_url(keys_url)
    if archive.get_backend_name() != "postgresql" or keys.get_backend_name() != "postgresql":
        return None
    if (archive.username, archive.host, archive.port) == (keys.username, keys.host, keys.port):
        problem = "The key store is opened with the archive's own login."
    elif _may_read(keys.set(username=archive.username, password=archive.password).render_as_string(False)):
        problem = "The archive's login may read the key store."
    else:
        return None
    return problem, (
        "Give the keys a login and a database of their own: REVOKE CONNECT ON DATABASE … FROM PUBLIC; and name it in"
        " MEMORIAL_KEYS_URL."
    )


def _may_read(url: str) -> bool:
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            return bool(connection.execute(_MAY_READ).scalar())
    except OperationalError:
        # Refused at the door, which is as it should be.
        return False
    finally:
        engine.dispose()
