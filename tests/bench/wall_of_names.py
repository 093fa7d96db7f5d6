"""How long pages of the wall of names take, and how much they weigh: `python -m tests.bench.wall_of_names [names …]`.

The people are made up, in five scripts, of 420 places; a third died on one day, as after a disaster. Rows are written
into the edition as the program writes them, in a home that is thrown away. Times are of the processor, for the
application without its page cache: the first visit of an edition walks along the order once, later ones do not.
"""

from __future__ import annotations

import gzip
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from werkzeug.test import Client

from memorial import wsgi
from memorial.adapters.db.edition_rows import person_row
from memorial.adapters.db.edition_tables import published_person, published_together
from memorial.disclosure.person import PersonDisclosure
from memorial.domain.person import FactClaim, NameClaim
from memorial.vocabulary import Audience, Basis
from memorial.web.wall import create_wall
from tests.bench.fictional import SHARES, SYLLABLES
from tests.installations import TestInstallation, installation

SAID: dict[str, Any] = {"basis": Basis.PUBLISHED_SOURCE, "source_id": "s1", "audience": Audience.PUBLIC}
PER_PAGE = {"list": 1000, "cards": 24, "read": 1}
AT_ONCE = 2000


def people(count: int, seed: int = 1) -> Iterator[PersonDisclosure]:
    chance = random.Random(seed)

    def word(code: str) -> str:
        return "".join(chance.choices(SYLLABLES[code], k=chance.randint(2, 4))).capitalize()

    places = [f"{word('en')} {word('en')}" for _ in range(300)] + [word(code) for code in ("ar", "ru") * 60]
    codes = chance.choices(list(SHARES), weights=list(SHARES.values()), k=count)
    for code in codes:
        facts = [("born", _day(chance, 1930, 1990))] if chance.random() < 0.6 else []
        died = chance.random()
        if died < 0.65:
            facts.append(("died", "1992-02-26" if died < 0.33 else _day(chance, 1991, 2020)))
        elif died < 0.8:
            facts.append(("died", chance.choice(["1992~", "199X", "1991/1993"])))
        if chance.random() < 0.8:
            facts.append(("place", chance.choice(places)))
        claims = tuple(FactClaim(kind, value, **SAID) for kind, value in facts)
        name = NameClaim(f"{word(code)} {word(code)}", **SAID)
        yield PersonDisclosure(secrets.token_hex(16), Audience.PUBLIC, (name,), claims, "")


def _day(chance: random.Random, first: int, last: int) -> str:
    return f"{chance.randint(first, last)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"


def fill(here: TestInstallation, count: int) -> None:
    """Everybody but one in fifty stands in the stored order."""
    engine: Engine = here.installation.engines.writing
    rows = [person_row(here.memorial.id, one) | {"position": at} for at, one in enumerate(people(count), 1)]
    ids = [row["id"] for row in rows]
    random.Random(2).shuffle(ids)
    ranks = [
        {"memorial_id": here.memorial.id, "person_id": one, "rank": rank}
        for rank, one in enumerate(ids[: count * 49 // 50], 1)
    ]
    with engine.begin() as connection:
        for table, waiting in ((published_person, rows), (published_together, ranks)):
            for start in range(0, len(waiting), AT_ONCE):
                connection.execute(insert(table), waiting[start : start + AT_ONCE])


def measure(client: Client, path: str) -> None:
    """The first visit, the best of three later ones, and the bytes."""
    times = []
    for _ in range(4):
        began = time.thread_time()
        answer = client.get(path)
        times.append((time.thread_time() - began) * 1000)
    assert answer.status_code == 200, path
    body = answer.get_data()
    squeezed = len(gzip.compress(body, 6))
    print(
        f"{path:58} first {times[0]:7.1f} ms  later {min(times[1:]):6.1f} ms"
        f"  {len(body) / 1000:6.1f} KB, compressed {squeezed / 1000:5.1f}"
    )


def main(counts: list[int]) -> None:
    for count in counts:
        with tempfile.TemporaryDirectory() as folder, installation(Path(folder) / "home") as here:
            fill(here, count)
            settings = wsgi.surface_settings(here.installation.settings)
            wall = create_wall(here.installation.reader, settings, date_in_words=wsgi.date_in_words)
            client, base = Client(wall, use_cookies=False), f"{here.memorial.slug}"
            client.get(f"/en/{base}/days")
            print(f"\n{count:,} names")
            for order in ("name", "date", "place", "together"):
                for view, per_page in PER_PAGE.items():
                    middle = max(1, count // per_page // 2)
                    measure(client, f"/en/{base}/names?order={order}&view={view}")
                    measure(client, f"/en/{base}/names?order={order}&view={view}&page={middle}")
            for path in (f"/ar/{base}/names", f"/en/{base}/on/02-26", f"/en/{base}/calendar.ics", f"/en/{base}/"):
                measure(client, path)


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [1_309, 100_000])
