"""How many of the people whom visitors see stand on each list: counted in one walk over the published claims."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, select

from memorial.adapters.db.edition_tables import published_person

_of = published_person.c
_SAID_BY = re.compile(r'"source_id":"([^"\\]+)"')
"""Ids of sources hold no character that JSON would write otherwise; and within a quoted text each quote is escaped."""


def people_by_source(connection: Connection, memorial_id: str) -> Mapping[str, int]:
    """For each source that names or tells of somebody who is on the wall: how many of them."""
    counted: Counter[str] = Counter()
    wanted = select(_of.names, _of.facts).where(_of.memorial_id == memorial_id)
    for names, facts in connection.execute(wanted.execution_options(yield_per=1000)):
        counted.update({*_SAID_BY.findall(names), *_SAID_BY.findall(facts)})
    return dict(counted)
