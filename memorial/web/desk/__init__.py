"""The desk: where moderators, archivists and administrators work, every page of it for who is signed in."""

from __future__ import annotations

import secrets

from flask import Flask

from memorial.application.services import Services
from memorial.vocabulary import Surface
from memorial.web.authorization import keep_doors
from memorial.web.desk import (
    account,
    ask,
    bulk,
    concerns,
    days,
    entry,
    groups,
    heritage,
    identity,
    importing,
    importing_checking,
    importing_reading,
    importing_same,
    interview_changes,
    interview_files,
    interview_importing,
    interview_looking,
    interview_narrator,
    interview_seals,
    interview_transcript,
    interviews,
    label_words,
    languages,
    lists,
    log,
    media_jobs,
    memorials,
    message_texts,
    openings,
    paper,
    passkeys,
    people,
    persons,
    practice,
    queue,
    record,
    record_entries,
    record_files,
    review,
    review_beside,
    searching,
    setup,
    setup_picture,
    setup_see,
    setup_texts,
    support,
    ways,
)
from memorial.web.desk.frame import Desk, guard
from memorial.web.desk.step_up import guard_acts
from memorial.web.limits import Doing, slow_sign_ins
from memorial.web.sessions import EncryptedSessions, Sealer
from memorial.web.surface import SurfaceSettings, create_surface


def create_desk(services: Services, settings: SurfaceSettings, sealer: Sealer) -> Flask:
    """The desk as an application of its own. `sealer` closes its one cookie, which holds the session's token."""
    app = create_surface(Surface.DESK, settings)
    # It signs nothing that a page or a cookie of ours carries: form tokens have a key in the sealed session.
    app.secret_key = secrets.token_bytes(32)
    app.session_interface = EncryptedSessions(sealer, cookie="memorial_desk", path="/desk/")
    # No time of its own: it ends with the session, whose key signs it. Who was away signs in and sends what they wrote.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.extensions["desk"] = Desk(services, settings)
    guard(app)
    keep_doors(app)
    guard_acts(app)
    slow_sign_ins(app, entry.blueprint.name, passkeys.blueprint.name, each={"passkeys.options": Doing.CHALLENGE})
    own = (entry, passkeys, account, ways, support)
    parts = (*own, concerns, queue, bulk, review, identity, openings, searching, lists, log, people, memorials)
    lists_of_names = (importing, importing_reading, importing_checking, importing_same)
    records = (record, record_entries, record_files)
    of_interviews = (interviews, interview_looking, interview_files, interview_importing, media_jobs)
    their_lines = (interview_transcript, interview_changes, interview_seals, interview_narrator)
    of_memorials = (persons, paper, languages, label_words, days, groups, heritage)
    others = (*of_memorials, *records, *lists_of_names, *of_interviews, *their_lines)
    of_reading = (ask, review_beside, message_texts, practice)
    setting_up = (setup, setup_texts, setup_picture, setup_see)
    for part in (*parts, *of_reading, *others, *setting_up):
        app.register_blueprint(part.blueprint)
    return app
