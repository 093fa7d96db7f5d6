"""The families' surface: offering a remembrance, the receipt, taking back. No account, no e-mail, no script."""

from __future__ import annotations

from flask import Flask, Response

from memorial.application.services import Services
from memorial.domain.errors import NotFound, Refusal
from memorial.published.reader import EditionReader
from memorial.vocabulary import Surface
from memorial.web.authorization import keep_doors
from memorial.web.contribute.check import check
from memorial.web.contribute.choices import choices
from memorial.web.contribute.concern import concern
from memorial.web.contribute.concern_receipt import concern_receipt
from memorial.web.contribute.done import done
from memorial.web.contribute.frame import Parts
from memorial.web.contribute.hide_codes import hiding
from memorial.web.contribute.leaving import leaving
from memorial.web.contribute.receipt_actions import receipts
from memorial.web.contribute.record import records
from memorial.web.contribute.say import say
from memorial.web.contribute.start import start
from memorial.web.contribute.who import who
from memorial.web.sessions import EncryptedSessions, Sealer
from memorial.web.surface import SurfaceSettings, create_surface, error_body

COOKIE = "memorial"


def create_contribute(services: Services, settings: SurfaceSettings, sealer: Sealer, *, reader: EditionReader) -> Flask:
    """The application for families. `reader` looks up who is on the memorial already, in what is published only."""
    app = create_surface(Surface.CONTRIBUTE, settings)
    app.extensions["contribute"] = Parts(services, reader, settings)
    app.session_interface = EncryptedSessions(sealer, COOKIE, "/")
    app.config.update(WTF_I18N_ENABLED=False)
    for part in (start, who, say, choices, check, done, concern, concern_receipt, receipts, records, hiding, leaving):
        app.register_blueprint(part)
    app.register_error_handler(Refusal, _refused)
    keep_doors(app)
    return app


def _refused(refusal: Refusal) -> Response:
    """What no view has words for: nothing was changed."""
    status = 404 if isinstance(refusal, NotFound) else 422
    return Response(error_body(status), status=status, mimetype="text/html")
