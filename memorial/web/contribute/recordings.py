"""`/receipt/file`: the sound of one's own recording, for whoever holds its code."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from memorial.application import receipt
from memorial.domain.errors import NotFound
from memorial.web.contribute import session as here
from memorial.web.contribute.frame import services
from memorial.web.contribute.guardian import guardian_recording
from memorial.web.sealed_media import send_sealed

recordings = Blueprint("recordings", __name__)


@recordings.get("/receipt/file/<file_id>.<fmt>")
def recording(file_id: str, fmt: str) -> Response:
    """A copy of one's own recording, from any place on. Without a code that opens it there is nothing here."""
    code, found = here.receipt_code(), None
    if code:
        try:
            found = receipt.own_recording(services(), code, file_id, fmt)
        except NotFound:
            found = guardian_recording(code, file_id, fmt)
    if found is None:
        abort(404)
    key = bytes.fromhex(found.vault_key)
    return send_sealed(lambda: services().vault.open(found.vault_id, key), found.length, found.mime, found.sha256)
