"""The families' surface: offering a remembrance, the receipt, taking back. No account, no e-mail, no script."""

from __future__ import annotations

from flask import Flask, Response, request

from memorial.application.services import Services
from memorial.domain.errors import NotFound, Refusal
from memorial.published.reader import EditionReader
from memorial.vocabulary import Surface
from memorial.web.authorization import keep_doors
from memorial.web.contribute.access import access
from memorial.web.contribute.beside import beside
from memorial.web.contribute.check import check
from memorial.web.contribute.choices import choices
from memorial.web.contribute.concern import concern
from memorial.web.contribute.concern_receipt import concern_receipt
from memorial.web.contribute.done import done
from memorial.web.contribute.drafts import drafts
from memorial.web.contribute.frame import Parts, parts
from memorial.web.contribute.guardian import guardian
from memorial.web.contribute.helping import helping
from memorial.web.contribute.hide_codes import hiding
from memorial.web.contribute.leaving import leaving
from memorial.web.contribute.narrator import narrator
from memorial.web.contribute.paper import paper
from memorial.web.contribute.receipt_actions import receipts
from memorial.web.contribute.record import records
from memorial.web.contribute.recordings import recordings
from memorial.web.contribute.safety import safety
from memorial.web.contribute.say import say
from memorial.web.contribute.start import start
from memorial.web.contribute.take_back import taking_back
from memorial.web.contribute.uploads import uploads
from memorial.web.contribute.who import who
from memorial.web.sessions import EncryptedSessions, Sealer
from memorial.web.surface import SurfaceSettings, create_surface, error_body

COOKIE = "memorial"


def create_contribute(services: Services, settings: SurfaceSettings, sealer: Sealer, *, reader: EditionReader) -> Flask:
    """The application for families. `reader` looks up who is on the memorial already, in what is published only."""
    app = create_surface(Surface.CONTRIBUTE, settings)
    app.extensions["contribute"] = Parts(services, reader, settings)
    app.session_interface = EncryptedSessions(sealer, COOKIE, "/")
    # Flask-WTF takes a form's own None for "as the application says", and the application's default is an hour.
    app.config.update(WTF_I18N_ENABLED=False, WTF_CSRF_TIME_LIMIT=None)
    of_codes = (receipts, taking_back, recordings, records, hiding, guardian, beside, leaving)
    of_interviews = (narrator, access)
    steps = (start, safety, who, say, helping, paper, uploads, drafts, choices, check, done)
    for part in (*steps, concern, concern_receipt, *of_codes, *of_interviews):
        app.register_blueprint(part)
    app.register_error_handler(Refusal, _refused)
    app.before_request(_keep_room_for_taking_back)
    keep_doors(app)
    return app


def _keep_room_for_taking_back() -> Response | None:
    """On a disk that is full nothing new is taken: the last of it is for those who take back, or object."""
    gives = "share" in request.path.split("/", 4)[2:4]
    ends = request.headers.get("X-HTTP-Method-Override", request.method) == "DELETE"
    sends = request.method in ("POST", "PUT", "PATCH") and not ends
    if sends and gives and not parts().services.has_room():
        return Response(error_body(503, kept=False), status=503, mimetype="text/html", headers={"Retry-After": "300"})
    return None


def _refused(refusal: Refusal) -> Response:
    """What no view has words for: nothing was changed."""
    status = 404 if isinstance(refusal, NotFound) else 422
    return Response(error_body(status), status=status, mimetype="text/html")
