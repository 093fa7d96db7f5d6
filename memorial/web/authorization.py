"""For whom each route is, as data. A route that is not in the table is refused to everybody.

This is the outer door: it turns away who could have no business there at all. Which memorial, which state, which of two
people and how fresh a proof is judged behind it, by the views and the use cases.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from enum import Enum

from flask import Flask, abort, request

from memorial.vocabulary import Surface

log = logging.getLogger(__name__)


class Door(Enum):
    """Who may knock."""

    ANYONE = "anyone"
    SENDER = "sender"
    """Who has the code of a draft, a receipt or a concern in this browser; others are asked for one."""
    ENTERING = "entering"
    """Who is on the way in, with one factor of two."""
    STAFF = "staff"
    """Who is signed in wholly, for whatever."""
    READER = "reader"
    """Who reads for some memorial."""
    EDITOR = "editor"
    """Who is an editor or an archivist of some memorial."""
    KEEPER = "keeper"
    """Who is an archivist or an administrator of some memorial."""
    ADMIN = "admin"
    """Who administers some memorial."""


_EVERY_SURFACE = {"assets.static_file": Door.ANYONE, "assets.icon": Door.ANYONE}

_WALL = dict.fromkeys(
    (
        "home.show_home", "front.show_front", "names.show_names", "on_this_day.show_day",
        "on_this_day.to_today", "days.show_days", "calendar.send_calendar",
        "groups.show_families", "groups.show_family", "groups.show_groups", "groups.show_group",
        "heritage.show_places", "heritage.show_place", "lists.show_lists", "lists.show_list",
        "remembrance.show_wall", "person.show_person", "timeline.show_timeline", "sketch_map.show_map",
        "remembrance.show_remembrance", "search.show_search", "feed.send_feed", "label_words.show_words",
        "record.show_record", "record.show_question", "record.show_source", "record.show_changes",
        "how_we_decide.show_method", "help.show_help", "preview.send_card", "search_anywhere.choose_where",
        "interviews.show_list", "interviews.show_interview", "interviews.send_transcript",
        "media.send_media", "sitemap.send_sitemap", "sitemap.send_robots", "redirects.with_final_slash",
        "redirects.to_person", "redirects.choose_theme", "embed.show_names", "embed.show_person",
        "citing.show_citation", "plaque.show_plaque", "plaque.send_square", "redirects.to_best_language",
    ),
    Door.ANYONE,
)  # fmt: skip

_CONTRIBUTE = dict.fromkeys(
    (
        "start.without_language", "start.begin_page", "start.begin_draft", "start.notice_page", "safety.page",
        "who.page", "who.answer", "who.new_page", "who.describe", "say.page", "say.answer", "drafts.save",
        "helping.page", "helping.answer",
        "paper.page", "paper.make",
        "concern.without_language", "concern.ask", "concern.send",
        "concern.done", "access.ask", "access.send", "access.done", "access.opened", "access.sound",
        "receipts.page", "receipts.post", "leaving.leave",
    ),
    Door.ANYONE,
) | dict.fromkeys(
    (
        "uploads.collection", "uploads.one",
        "choices.page", "choices.answer", "choices.own_picture", "check.page", "check.send", "done.receipt_page",
        "done.receipt_text", "done.save_page", "done.print_page", "done.print_draft",
        "receipts.close", "receipts.email", "receipts.change_words",
        "receipts.change_choices", "receipts.come_back", "receipts.erase", "receipts.picture", "records.record_page",
        "recordings.recording", "taking_back.page", "taking_back.take_back",
        "records.record_json", "records.take_along", "hiding.codes_page", "hiding.change_codes",
        "guardian.code_page", "guardian.change_code", "beside.beside_page", "beside.ask_beside",
        "concern_receipt.page", "concern_receipt.act", "access.asked", "access.take_back",
        "narrator.page", "narrator.act", "narrator.read", "narrator.save", "narrator.keep_back_page",
        "narrator.keep_back", "narrator.sound",
    ),
    Door.SENDER,
)  # fmt: skip

_DESK = {
    "entry.sign_in": Door.ANYONE,
    "passkeys.sign_in": Door.ANYONE,
    "passkeys.options": Door.ANYONE,
    "entry.code": Door.ENTERING,
    "entry.enrol": Door.ENTERING,
    "entry.sign_out": Door.ENTERING,
    "passkeys.second_factor": Door.ENTERING,
    "passkeys.enrol": Door.ENTERING,
    "account.password": Door.ENTERING,
    "account.account": Door.STAFF,
    "account.recovery_codes": Door.STAFF,
    "account.authenticator": Door.STAFF,
    "account.remove_authenticator": Door.STAFF,
    "account.sessions": Door.STAFF,
    "ways.ways": Door.STAFF,
    "ways.save": Door.STAFF,
    "passkeys.add": Door.STAFF,
    "passkeys.remove": Door.STAFF,
    "lists.today": Door.STAFF,
    "log.log": Door.STAFF,
    "log.table": Door.KEEPER,
    "lists.outbox": Door.STAFF,
    "label_words.words": Door.ADMIN,
    "label_words.change": Door.ADMIN,
    "languages.overview": Door.STAFF,
    "languages.language": Door.STAFF,
    "languages.act": Door.STAFF,
    "days.days": Door.ADMIN,
    "days.change": Door.ADMIN,
    "queue.queue": Door.READER,
    "queue.take_next": Door.READER,
    "queue.release": Door.READER,
    "queue.rest": Door.READER,
    "bulk.mark": Door.READER,
    "bulk.alike": Door.READER,
    "bulk.spam": Door.READER,
    "bulk.decline": Door.READER,
    "bulk.undo": Door.READER,
    "queue.stop": Door.READER,
    "support.support": Door.STAFF,
    "support.settings": Door.ADMIN,
    "support.save": Door.ADMIN,
    "review.review": Door.READER,
    "review.decide": Door.READER,
    "review.decided": Door.READER,
    "review.media": Door.READER,
    "review.sound": Door.READER,
    "ask.unread": Door.READER,
    "ask.ask": Door.READER,
    "ask.write": Door.READER,
    "review_beside.state": Door.READER,
    "review_beside.draft": Door.READER,
    "message_texts.texts": Door.STAFF,
    "message_texts.change": Door.STAFF,
    "practice.cases": Door.READER,
    "practice.case": Door.READER,
    "identity.open_identity": Door.READER,
    "paper.choose": Door.READER,
    "paper.enter": Door.READER,
    "paper.scan": Door.READER,
    "searching.page": Door.READER,
    "searching.find": Door.READER,
    "openings.mine": Door.READER,
    "openings.ask": Door.READER,
    "openings.openings": Door.ADMIN,
    "openings.decide": Door.ADMIN,
    "openings.look": Door.ADMIN,
    "lists.published": Door.READER,
    "lists.act": Door.READER,
    "lists.archive": Door.READER,
    "concerns.concerns": Door.READER,
    "concerns.concern": Door.READER,
    "concerns.act": Door.READER,
    "importing.lists": Door.EDITOR,
    "importing.sample": Door.EDITOR,
    "importing.new": Door.EDITOR,
    "importing.upload": Door.EDITOR,
    "importing.paste": Door.EDITOR,
    "importing.one": Door.EDITOR,
    "importing.discard": Door.EDITOR,
    "importing.begin": Door.EDITOR,
    "importing.ask_undo": Door.EDITOR,
    "importing.undo": Door.EDITOR,
    "importing.rows": Door.EDITOR,
    "importing_reading.about": Door.EDITOR,
    "importing_reading.describe": Door.EDITOR,
    "importing_reading.names": Door.EDITOR,
    "importing_reading.read_again": Door.EDITOR,
    "importing_reading.columns": Door.EDITOR,
    "importing_reading.choose_columns": Door.EDITOR,
    "importing_checking.check": Door.EDITOR,
    "importing_checking.correct": Door.EDITOR,
    "importing_checking.replace": Door.EDITOR,
    "importing_checking.preview": Door.EDITOR,
    "importing_same.of_memorial": Door.EDITOR,
    "importing_same.same": Door.EDITOR,
    "importing_same.decide": Door.EDITOR,
    "groups.groups": Door.KEEPER,
    "groups.begin": Door.KEEPER,
    "groups.group": Door.KEEPER,
    "groups.act": Door.KEEPER,
    "heritage.items": Door.KEEPER,
    "heritage.begin": Door.KEEPER,
    "heritage.item": Door.KEEPER,
    "heritage.act": Door.KEEPER,
    "interviews.interviews": Door.KEEPER,
    "interviews.begin": Door.KEEPER,
    "interview_narrator.narrator": Door.KEEPER,
    "interview_narrator.act": Door.KEEPER,
    "interview_narrator.asked": Door.READER,
    "interview_narrator.request_page": Door.READER,
    "interview_narrator.decide": Door.READER,
    "interviews.interview": Door.KEEPER,
    "interviews.act": Door.KEEPER,
    "interviews.ask": Door.KEEPER,
    "interview_looking.index": Door.KEEPER,
    "interview_looking.history": Door.KEEPER,
    "interview_looking.today": Door.KEEPER,
    "interview_looking.preview": Door.KEEPER,
    "interview_files.recording": Door.KEEPER,
    "interview_files.photograph": Door.KEEPER,
    "interview_files.scan": Door.KEEPER,
    "interview_files.transcript": Door.KEEPER,
    "interview_files.sound": Door.KEEPER,
    "interview_files.picture": Door.KEEPER,
    "interview_files.paper": Door.KEEPER,
    "interview_files.master": Door.KEEPER,
    "interview_files.transcript_file": Door.KEEPER,
    "interview_importing.new": Door.KEEPER,
    "interview_importing.take": Door.KEEPER,
    "media_jobs.jobs": Door.KEEPER,
    "media_jobs.again": Door.KEEPER,
    "record.memorials": Door.KEEPER,
    "record.overview": Door.KEEPER,
    "record.entries": Door.KEEPER,
    "record.leave_out": Door.KEEPER,
    "record_entries.new": Door.KEEPER,
    "record_entries.begin": Door.KEEPER,
    "record_entries.entry": Door.KEEPER,
    "record_entries.act": Door.KEEPER,
    "record_files.files": Door.KEEPER,
    "record_files.take_out": Door.KEEPER,
    "record_files.bring_in": Door.KEEPER,
    "interview_transcript.transcript": Door.KEEPER,
    "interview_transcript.line": Door.KEEPER,
    "interview_transcript.act": Door.KEEPER,
    "interview_transcript.bring_file": Door.KEEPER,
    "interview_changes.changes": Door.KEEPER,
    "interview_changes.take_back": Door.KEEPER,
    "interview_seals.seals": Door.KEEPER,
    "interview_seals.seal": Door.KEEPER,
    "interview_seals.lift": Door.KEEPER,
    "interview_seals.move": Door.KEEPER,
    "persons.search": Door.READER,
    "persons.new": Door.READER,
    "persons.add": Door.READER,
    "persons.person": Door.READER,
    "persons.act": Door.READER,
    "people.people": Door.ADMIN,
    "people.add": Door.ADMIN,
    "people.act": Door.ADMIN,
    "memorials.memorials_list": Door.ADMIN,
    "memorials.settings": Door.ADMIN,
    "setup.memorials_list": Door.ADMIN,
    "setup.tasks": Door.ADMIN,
    "setup.step": Door.ADMIN,
    "setup.save": Door.ADMIN,
    "setup.names": Door.ADMIN,
    "setup.opening_page": Door.ADMIN,
    "setup.open_or_close": Door.ADMIN,
    "setup_picture.page": Door.ADMIN,
    "setup_picture.keep": Door.ADMIN,
    "setup_picture.change": Door.ADMIN,
    "setup_picture.picture": Door.STAFF,
    "setup_texts.table": Door.STAFF,
    "setup_texts.one": Door.STAFF,
    "setup_texts.write": Door.STAFF,
    "setup_see.walk": Door.STAFF,
    "setup_see.see": Door.STAFF,
    "setup_see.note_walked": Door.STAFF,
}

DOORS: Mapping[Surface, Mapping[str, Door]] = {
    Surface.WALL: _EVERY_SURFACE | _WALL,
    Surface.CONTRIBUTE: _EVERY_SURFACE | _CONTRIBUTE,
    Surface.DESK: _EVERY_SURFACE | _DESK,
}


def door_of(app: Flask, endpoint: str) -> Door | None:
    surface: Surface = app.extensions["surface"]
    return DOORS[surface].get(endpoint)


def keep_doors(app: Flask) -> None:
    """Refuse every route that has no line in the table, before anything of it runs."""

    def refuse_undeclared() -> None:
        endpoint = request.endpoint
        if endpoint is not None and door_of(app, endpoint) is None:
            log.error("the route %s has no line in memorial/web/authorization.py and is refused", endpoint)
            abort(404)

    # Before all others, whatever was registered first.
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_undeclared)
