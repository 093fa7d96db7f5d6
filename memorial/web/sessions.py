"""One encrypted, HttpOnly cookie in place of Flask's readable one: for a draft's code, or a staff session's token."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin


class Sealer(Protocol):
    """Seals a short text so that only this installation reads it, and finds every change."""

    def seal(self, plain: bytes) -> bytes: ...

    def open(self, sealed: bytes) -> bytes | None: ...


@dataclass(frozen=True)
class EncryptedSessions(SessionInterface):
    """Keeps the session in a cookie sealed with AES-GCM. A cookie that does not open is an empty session.

    Looked at: Flask-Session 0.8 (keeps sessions on the server, for staff we do that in a table of our own).
    """

    sealer: Sealer
    cookie: str
    path: str
    max_age: int | None = None

    def open_session(self, app: Flask, request: Request) -> SessionMixin:
        raw = request.cookies.get(self.cookie)
        return SecureCookieSession(self._read(raw) if raw else {})

    def _read(self, raw: str) -> dict[str, Any]:
        try:
            opened = self.sealer.open(urlsafe_b64decode(raw.encode()))
            found = json.loads(opened) if opened is not None else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not session:
            if session.modified:
                response.delete_cookie(self.cookie, path=self.path)
            return
        if not session.modified:
            return
        sealed = self.sealer.seal(json.dumps(dict(session), separators=(",", ":")).encode())
        response.set_cookie(
            self.cookie,
            urlsafe_b64encode(sealed).decode(),
            path=self.path,
            max_age=self.max_age,
            secure=bool(app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
