"""Who sends files in pieces to a real server: a draft, its cookie and token, and what the server has kept of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

import requests

from memorial.application import giving
from tests.journeys.places import Place
from tests.servers.cutting import CuttingLine

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Sender:
    """Somebody with the code of a draft that was begun before, in a browser of their own."""

    place: Place
    line: CuttingLine
    code: str = ""

    def headers(self) -> dict[str, str]:
        """What a client needs besides the protocol: the cookie, and the form's token."""
        with self.place.opened() as built:
            self.code = giving.begin(built.services, self.place.memorial.slug, "en", {"about": "event"})
        session = requests.Session()
        token = self._token(session, "/receipt")
        session.post(f"{self.line.url}/receipt", data={"csrf_token": token, "code": self.code})
        token = self._token(session, f"{self.place.base}share/say")
        cookies = "; ".join(f"{one.name}={one.value}" for one in session.cookies)
        return {"Cookie": cookies, "X-CSRF-Token": token}

    def _token(self, session: requests.Session, path: str) -> str:
        found = _TOKEN.search(session.get(self.line.url + path).text)
        assert found is not None
        return found[1]

    @property
    def uploads(self) -> str:
        return f"{self.line.url}{self.place.base}share/uploads"

    def kept(self) -> list[tuple[str, str]]:
        """The name of each file, and the SHA-256 of what really lies sealed there."""
        with self.place.opened() as built:
            vault = built.services.vault
            return [
                (kept.name, sha256(vault.read(kept.vault_id, bytes.fromhex(kept.vault_key))).hexdigest())
                for kept in giving.open_draft(built.services, self.code).files
            ]

    def pieces(self) -> int:
        """How many pieces of this draft's uploads lie there still."""
        with self.place.opened() as built, built.services.unit_of_work(read_only=True) as uow:
            return sum(len(uow.uploads.pieces(self.code, one)) for one in uow.uploads.of_draft(self.code))
