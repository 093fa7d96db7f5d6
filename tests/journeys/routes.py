"""Every route of the three surfaces, for whom it is, and addresses to try. A route that is not here fails a test."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product
from string import Formatter

from flask import Flask

from memorial import bootstrap, wsgi
from memorial.web.contribute import create_contribute
from memorial.web.desk import create_desk
from memorial.web.desk.setup import WITH_A_FORM
from memorial.web.wall import create_wall

ANYONE, SENDER, STAFF = "anyone", "sender", "staff"

_ID = re.compile(r"[0-9a-f]{32}")
_OTHER_KINDS = ("/families/", "/groups/", "/interviews/", "/places-of-memory/", "/lists/", "/record/")
"""What has ids too, and never that of a remembrance, of one of its files or of a person."""

# In an address, {name} stands for each value that the installation has for it.
Route = tuple[str, Sequence[str]]

_ORDERS = ("name", "date", "place", "together")
_VIEWS = ("list", "cards", "read")

_TRANSCRIPT = "/interviews/<id:interview_id>/transcript-<word:transcript_id>.<any(vtt, srt, txt):form>"

WALL: Mapping[str, Route] = {
    "/static/<name>": (ANYONE, ["/static/none.css"]),
    "/favicon.ico": (ANYONE, ["/favicon.ico"]),
    "/favicon.svg": (ANYONE, ["/favicon.svg"]),
    "/": (ANYONE, ["/"]),
    "/<language:language>/": (ANYONE, ["/{l}/"]),
    "/<language:language>/search": (ANYONE, ["/{l}/search", "/{l}/search?q={q}"]),
    "/<language:language>/<slug:slug>": (ANYONE, ["/{l}/{m}"]),
    "/<language:language>/<slug:slug>/": (ANYONE, ["/{l}/{m}/"]),
    "/<language:language>/<slug:slug>/names": (
        ANYONE,
        [
            "/{l}/{m}/names",
            "/{l}/{m}/names?q={q}",
            *(f"/{{l}}/{{m}}/names?order={order}&view={view}" for order in _ORDERS for view in _VIEWS),
        ],
    ),
    "/<language:language>/<slug:slug>/on/today": (ANYONE, ["/{l}/{m}/on/today"]),
    "/<language:language>/<slug:slug>/on/<day:day>": (ANYONE, ["/{l}/{m}/on/02-29"]),
    "/<language:language>/<slug:slug>/days": (ANYONE, ["/{l}/{m}/days"]),
    "/<language:language>/<slug:slug>/calendar.ics": (ANYONE, ["/{l}/{m}/calendar.ics"]),
    "/<language:language>/<slug:slug>/families": (ANYONE, ["/{l}/{m}/families", "/{l}/{m}/families?page=2"]),
    "/<language:language>/<slug:slug>/families/<id:group_id>": (ANYONE, ["/{l}/{m}/families/{id}"]),
    "/<language:language>/<slug:slug>/groups": (ANYONE, ["/{l}/{m}/groups", "/{l}/{m}/groups?page=2"]),
    "/<language:language>/<slug:slug>/groups/<id:group_id>": (ANYONE, ["/{l}/{m}/groups/{id}"]),
    "/<language:language>/<slug:slug>/places-of-memory": (
        ANYONE,
        ["/{l}/{m}/places-of-memory", "/{l}/{m}/places-of-memory?page=2"],
    ),
    "/<language:language>/<slug:slug>/places-of-memory/<id:item_id>": (ANYONE, ["/{l}/{m}/places-of-memory/{id}"]),
    "/<language:language>/<slug:slug>/lists": (ANYONE, ["/{l}/{m}/lists"]),
    "/<language:language>/<slug:slug>/lists/<source:source_id>": (ANYONE, ["/{l}/{m}/lists/{id}"]),
    "/<language:language>/<slug:slug>/wall": (
        ANYONE,
        ["/{l}/{m}/wall", "/{l}/{m}/wall?kind={kind}", "/{l}/{m}/wall?q={q}", "/{l}/{m}/wall?after=0"],
    ),
    "/<language:language>/<slug:slug>/people/<id:person_id>": (ANYONE, ["/{l}/{m}/people/{id}"]),
    "/<language:language>/<slug:slug>/people/<id:person_id>/cite": (ANYONE, ["/{l}/{m}/people/{id}/cite"]),
    "/<language:language>/<slug:slug>/people/<id:person_id>/plaque": (ANYONE, ["/{l}/{m}/people/{id}/plaque"]),
    "/<language:language>/<slug:slug>/people/<id:person_id>/plaque.svg": (ANYONE, ["/{l}/{m}/people/{id}/plaque.svg"]),
    "/embed/<slug:slug>/names": (ANYONE, ["/embed/{m}/names"]),
    "/embed/<slug:slug>/people/<id:person_id>": (ANYONE, ["/embed/{m}/people/{id}"]),
    "/<language:language>/<slug:slug>/remembrances/<id:remembrance_id>": (ANYONE, ["/{l}/{m}/remembrances/{id}"]),
    "/<language:language>/<slug:slug>/interviews": (ANYONE, ["/{l}/{m}/interviews", "/{l}/{m}/interviews?after=0"]),
    "/<language:language>/<slug:slug>/interviews/<id:interview_id>": (
        ANYONE,
        ["/{l}/{m}/interviews/{id}", "/{l}/{m}/interviews/{id}?session=2", "/{l}/{m}/interviews/{id}?q={q}"],
    ),
    f"/<language:language>/<slug:slug>{_TRANSCRIPT}": (
        ANYONE,
        [f"/{{l}}/{{m}}/interviews/{{id}}/transcript-{{id}}.{form}" for form in ("vtt", "srt", "txt")],
    ),
    "/<language:language>/<slug:slug>/search": (ANYONE, ["/{l}/{m}/search", "/{l}/{m}/search?q={q}"]),
    "/<language:language>/<slug:slug>/timeline": (ANYONE, ["/{l}/{m}/timeline", "/{l}/{m}/timeline?open=1"]),
    "/<language:language>/<slug:slug>/map": (ANYONE, ["/{l}/{m}/map"]),
    "/<language:language>/<slug:slug>/record": (ANYONE, ["/{l}/{m}/record"]),
    "/<language:language>/<slug:slug>/record/changes": (ANYONE, ["/{l}/{m}/record/changes"]),
    "/<language:language>/<slug:slug>/record/sources/<source:source_id>": (
        ANYONE,
        ["/{l}/{m}/record/sources/{id}", "/{l}/{m}/record/sources/{id}?address=1&open=1"],
    ),
    "/<language:language>/<slug:slug>/record/<source:question_id>": (
        ANYONE,
        ["/{l}/{m}/record/{id}", "/{l}/{m}/record/{id}?open=1"],
    ),
    "/<language:language>/<slug:slug>/how-we-decide": (ANYONE, ["/{l}/{m}/how-we-decide"]),
    "/<language:language>/<slug:slug>/help": (ANYONE, ["/{l}/{m}/help"]),
    "/<language:language>/<slug:slug>/preview.png": (ANYONE, ["/{l}/{m}/preview.png"]),
    "/<language:language>/<slug:slug>/words": (ANYONE, ["/{l}/{m}/words"]),
    "/<language:language>/<slug:slug>/feed.atom": (ANYONE, ["/{l}/{m}/feed.atom"]),
    "/sitemap.xml": (ANYONE, ["/sitemap.xml", "/sitemap.xml?of={m}"]),
    "/robots.txt": (ANYONE, ["/robots.txt"]),
    "/media/<name>": (ANYONE, ["/media/{media}", "/media/{file}.jpeg"]),
    "/p/<id:person_id>": (ANYONE, ["/p/{id}"]),
    "/theme/<any(light, dark, system):choice>": (ANYONE, ["/theme/system"]),
    "/<slug:slug>/<path:rest>": (ANYONE, ["/{m}/wall", "/{m}/people/{some}"]),
    "/<slug:slug>": (ANYONE, ["/{m}"]),
    "/<slug:slug>/": (ANYONE, ["/{m}/"]),
}

_SHARE = "/<language>/<slug>/share"
CONTRIBUTE: Mapping[str, Route] = {
    "/static/<name>": WALL["/static/<name>"],
    "/favicon.ico": WALL["/favicon.ico"],
    "/favicon.svg": WALL["/favicon.svg"],
    "/<slug>/share": (ANYONE, ["/{m}/share"]),
    _SHARE: (ANYONE, ["/{l}/{m}/share", "/{l}/{m}/share?person={some}"]),
    f"{_SHARE}/notice": (ANYONE, ["/{l}/{m}/share/notice"]),
    f"{_SHARE}/help": (ANYONE, ["/{l}/{m}/share/help", "/{l}/{m}/share?help=1"]),
    f"{_SHARE}/paper": (ANYONE, ["/{l}/{m}/share/paper"]),
    f"{_SHARE}/draft": (ANYONE, ["/{l}/{m}/share/draft"]),
    "/<language>/<slug>/safety": (ANYONE, ["/{l}/{m}/safety"]),
    f"{_SHARE}/who": (ANYONE, ["/{l}/{m}/share/who"]),
    f"{_SHARE}/who/new": (ANYONE, ["/{l}/{m}/share/who/new"]),
    f"{_SHARE}/say": (SENDER, ["/{l}/{m}/share/say"]),
    f"{_SHARE}/uploads": (SENDER, ["/{l}/{m}/share/uploads"]),
    f"{_SHARE}/uploads/<upload_id>": (SENDER, ["/en/{m}/share/uploads/{id}"]),
    f"{_SHARE}/choices": (SENDER, ["/{l}/{m}/share/choices"]),
    f"{_SHARE}/file/<file_id>/<size>.<fmt>": (SENDER, ["/en/{m}/share/file/{file}/{size}.jpeg"]),
    f"{_SHARE}/check": (SENDER, ["/{l}/{m}/share/check"]),
    f"{_SHARE}/done": (SENDER, ["/{l}/{m}/share/done"]),
    f"{_SHARE}/done/receipt.txt": (SENDER, ["/{l}/{m}/share/done/receipt.txt"]),
    f"{_SHARE}/save": (SENDER, ["/{l}/{m}/share/save"]),
    f"{_SHARE}/done/print": (SENDER, ["/{l}/{m}/share/done/print", "/{l}/{m}/share/done/print?square=code"]),
    f"{_SHARE}/save/print": (SENDER, ["/{l}/{m}/share/save/print"]),
    "/receipt": (SENDER, ["/receipt", "/receipt?l=ar"]),
    "/receipt/close": (SENDER, ["/receipt/close"]),
    "/receipt/email": (SENDER, ["/receipt/email"]),
    "/receipt/words": (SENDER, ["/receipt/words"]),
    "/receipt/choices": (SENDER, ["/receipt/choices"]),
    "/receipt/return": (SENDER, ["/receipt/return"]),
    "/receipt/erase": (SENDER, ["/receipt/erase"]),
    "/receipt/take-back": (SENDER, ["/receipt/take-back", "/receipt/take-back?l=ar"]),
    "/receipt/record": (SENDER, ["/receipt/record", "/receipt/record?l=ar"]),
    "/receipt/record.json": (SENDER, ["/receipt/record.json"]),
    "/receipt/everything.zip": (SENDER, ["/receipt/everything.zip"]),
    "/receipt/hide-code": (SENDER, ["/receipt/hide-code"]),
    "/receipt/beside": (SENDER, ["/receipt/beside", "/receipt/beside?l=ar"]),
    "/receipt/guardian": (SENDER, ["/receipt/guardian", "/receipt/guardian?l=ar"]),
    "/receipt/file/<file_id>/<size>.<fmt>": (SENDER, ["/receipt/file/{file}/{size}.jpeg"]),
    "/receipt/file/<file_id>.<fmt>": (SENDER, ["/receipt/file/{file}.mp3"]),
    "/<slug>/concern": (ANYONE, ["/{m}/concern"]),
    "/<language>/<slug>/concern": (ANYONE, ["/{l}/{m}/concern", "/{l}/{m}/concern?about={id}"]),
    "/<language>/<slug>/concern/done": (SENDER, ["/{l}/{m}/concern/done"]),
    "/receipt/concern": (SENDER, ["/receipt/concern"]),
    "/receipt/access": (SENDER, ["/receipt/access"]),
    "/receipt/interview": (SENDER, ["/receipt/interview"]),
    "/receipt/interview/read": (SENDER, ["/receipt/interview/read?t={id}"]),
    "/receipt/interview/keep-back": (SENDER, ["/receipt/interview/keep-back?t={id}&line=c1"]),
    "/receipt/interview/media/<recording_id>.<fmt>": (SENDER, ["/receipt/interview/media/{id}.mp3"]),
    "/<language>/<slug>/interviews/<interview_id>/request": (ANYONE, ["/{l}/{m}/interviews/{id}/request"]),
    "/<language>/<slug>/interviews/<interview_id>/request/done": (ANYONE, ["/{l}/{m}/interviews/{id}/request/done"]),
    "/access/<token>": (ANYONE, ["/access/{id}"]),
    "/access/<token>/media/<recording_id>.<fmt>": (ANYONE, ["/access/{id}/media/{id}.mp3"]),
    # Last: it closes what the browser had open.
    "/leave": (ANYONE, ["/leave?m={m}", "/leave"]),
}

DESK: Mapping[str, Route] = {
    "/static/<name>": WALL["/static/<name>"],
    "/favicon.ico": WALL["/favicon.ico"],
    "/favicon.svg": WALL["/favicon.svg"],
    "/desk/sign-in": (ANYONE, ["/desk/sign-in"]),
    "/desk/sign-in/passkey": (ANYONE, ["/desk/sign-in/passkey"]),
    "/desk/passkeys/options/<purpose>": (ANYONE, ["/desk/passkeys/options/sign-in"]),
    "/desk/sign-in/code/passkey": (STAFF, ["/desk/sign-in/code/passkey"]),
    "/desk/enrol/passkey": (STAFF, ["/desk/enrol/passkey"]),
    "/desk/account/authenticator": (STAFF, ["/desk/account/authenticator"]),
    "/desk/account/authenticator/remove": (STAFF, ["/desk/account/authenticator/remove"]),
    "/desk/account/passkeys": (STAFF, ["/desk/account/passkeys"]),
    "/desk/account/passkeys/remove": (STAFF, ["/desk/account/passkeys/remove"]),
    "/desk/identity/<slug>/<record_id>": (STAFF, ["/desk/identity/{m}/{record}"]),
    "/desk/search": (STAFF, ["/desk/search", "/desk/search?memorial={m}"]),
    "/desk/search/<slug>": (STAFF, ["/desk/search/{m}"]),
    "/desk/openings": (STAFF, ["/desk/openings", "/desk/openings?memorial={m}"]),
    "/desk/openings/mine": (STAFF, ["/desk/openings/mine", "/desk/openings/mine?memorial={m}"]),
    "/desk/openings/<slug>/ask": (STAFF, ["/desk/openings/{m}/ask"]),
    "/desk/openings/<slug>/decide": (STAFF, ["/desk/openings/{m}/decide"]),
    "/desk/openings/<slug>/look": (STAFF, ["/desk/openings/{m}/look"]),
    "/desk/sign-in/code": (STAFF, ["/desk/sign-in/code"]),
    "/desk/enrol": (STAFF, ["/desk/enrol"]),
    "/desk/account": (STAFF, ["/desk/account"]),
    "/desk/account/password": (STAFF, ["/desk/account/password"]),
    "/desk/account/recovery-codes": (STAFF, ["/desk/account/recovery-codes"]),
    "/desk/account/sessions": (STAFF, ["/desk/account/sessions"]),
    "/desk/account/desk": (STAFF, ["/desk/account/desk"]),
    "/desk/queue": (STAFF, ["/desk/queue", "/desk/queue?memorial={m}", "/desk/queue?memorial={m}&held=me&label=minor"]),
    "/desk/queue/release": (STAFF, ["/desk/queue/release"]),
    "/desk/queue/mark/<slug>/<record_id>": (STAFF, ["/desk/queue/mark/{m}/{record}"]),
    "/desk/queue/alike/<slug>/<record_id>": (STAFF, ["/desk/queue/alike/{m}/{record}"]),
    "/desk/queue/spam": (STAFF, ["/desk/queue/spam", "/desk/queue/spam?memorial={m}"]),
    "/desk/queue/spam/undo": (STAFF, ["/desk/queue/spam/undo"]),
    "/desk/rest": (STAFF, ["/desk/rest?memorial={m}", "/desk/rest?memorial={m}&item={record}"]),
    "/desk/stop": (STAFF, ["/desk/stop"]),
    "/desk/support": (STAFF, ["/desk/support"]),
    "/desk/memorials/<slug>/support": (STAFF, ["/desk/memorials/{m}/support"]),
    "/desk/ask/<slug>": (STAFF, ["/desk/ask/{m}"]),
    "/desk/ask/<slug>/<record_id>": (STAFF, ["/desk/ask/{m}/{record}"]),
    "/desk/review/<slug>/<record_id>": (STAFF, ["/desk/review/{m}/{record}"]),
    "/desk/review/<slug>/<record_id>/state": (STAFF, ["/desk/review/{m}/{record}/state?revision=1"]),
    "/desk/review/<slug>/<record_id>/draft": (STAFF, ["/desk/review/{m}/{record}/draft"]),
    "/desk/memorials/<slug>/messages": (STAFF, ["/desk/memorials/{m}/messages"]),
    "/desk/practice": (STAFF, ["/desk/practice"]),
    "/desk/practice/<name>": (STAFF, ["/desk/practice/a-song-on-the-quay"]),
    "/desk/decided/<slug>/<record_id>": (STAFF, ["/desk/decided/{m}/{record}"]),
    "/desk/media/<slug>/<record_id>/<file_id>/<size>.<fmt>": (STAFF, ["/desk/media/{m}/{pictured}/{size}.jpeg"]),
    "/desk/media/<slug>/<record_id>/<file_id>.<fmt>": (STAFF, ["/desk/media/{m}/{pictured}.mp3"]),
    "/desk/concerns": (STAFF, ["/desk/concerns", "/desk/concerns?memorial={m}"]),
    "/desk/concerns/<slug>/<objection_id>": (STAFF, ["/desk/concerns/{m}/{objection}"]),
    "/desk/": (STAFF, ["/desk/"]),
    "/desk/published": (STAFF, ["/desk/published", "/desk/published?memorial={m}", "/desk/published?find={record}"]),
    "/desk/published/<slug>/<record_id>": (STAFF, ["/desk/published/{m}/{some}"]),
    "/desk/archive": (STAFF, ["/desk/archive", "/desk/archive?memorial={m}"]),
    "/desk/log": (
        STAFF,
        ["/desk/log", "/desk/log?memorial={m}", "/desk/log?memorial=*", "/desk/log?what=claim&from=2026-01-01"],
    ),
    "/desk/log.csv": (STAFF, ["/desk/log.csv"]),
    "/desk/outbox": (STAFF, ["/desk/outbox", "/desk/outbox?memorial={m}"]),
    "/desk/import": (STAFF, ["/desk/import", "/desk/import?memorial={m}"]),
    "/desk/import/sample/<language>.csv": (STAFF, ["/desk/import/sample/en.csv"]),
    "/desk/import/<slug>/new": (STAFF, ["/desk/import/{m}/new"]),
    "/desk/import/<slug>/paste": (STAFF, ["/desk/import/{m}/paste"]),
    "/desk/import/<slug>/same": (STAFF, ["/desk/import/{m}/same"]),
    "/desk/import/<slug>/<list_id>": (STAFF, ["/desk/import/{list}"]),
    "/desk/import/<slug>/<list_id>/discard": (STAFF, ["/desk/import/{list}/discard"]),
    "/desk/import/<slug>/<list_id>/import": (STAFF, ["/desk/import/{list}/import"]),
    "/desk/import/<slug>/<list_id>/undo": (STAFF, ["/desk/import/{list}/undo"]),
    "/desk/import/<slug>/<list_id>/rows": (STAFF, ["/desk/import/{list}/rows"]),
    "/desk/import/<slug>/<list_id>/about": (STAFF, ["/desk/import/{list}/about"]),
    "/desk/import/<slug>/<list_id>/names": (STAFF, ["/desk/import/{list}/names"]),
    "/desk/import/<slug>/<list_id>/columns": (STAFF, ["/desk/import/{list}/columns"]),
    "/desk/import/<slug>/<list_id>/check": (STAFF, ["/desk/import/{list}/check"]),
    "/desk/import/<slug>/<list_id>/again": (STAFF, ["/desk/import/{list}/again"]),
    "/desk/import/<slug>/<list_id>/preview": (STAFF, ["/desk/import/{list}/preview"]),
    "/desk/import/<slug>/<list_id>/same": (STAFF, ["/desk/import/{list}/same"]),
    "/desk/paper": (STAFF, ["/desk/paper", "/desk/paper?memorial={m}"]),
    "/desk/paper/<slug>": (STAFF, ["/desk/paper/{m}"]),
    "/desk/paper/<slug>/<record_id>/<file_id>": (STAFF, ["/desk/paper/{m}/{record}/{file}"]),
    "/desk/persons": (STAFF, ["/desk/persons", "/desk/persons?memorial={m}", "/desk/persons?memorial={m}&q={q}"]),
    "/desk/persons/<slug>/new": (STAFF, ["/desk/persons/{m}/new"]),
    "/desk/persons/<slug>/<person_id>": (STAFF, ["/desk/persons/{m}/{id}", "/desk/persons/{m}/{id}?do=add&of=name"]),
    "/desk/people": (STAFF, ["/desk/people"]),
    "/desk/people/act": (STAFF, ["/desk/people/act"]),
    "/desk/memorials": (STAFF, ["/desk/memorials"]),
    "/desk/memorials/<slug>": (STAFF, ["/desk/memorials/{m}"]),
    "/desk/memorials/<slug>/words": (STAFF, ["/desk/memorials/{m}/words"]),
    "/desk/setup/<slug>/languages": (STAFF, ["/desk/setup/{m}/languages"]),
    "/desk/setup/<slug>/languages/<code>": (STAFF, ["/desk/setup/{m}/languages/ar"]),
    "/desk/memorials/<slug>/days": (STAFF, ["/desk/memorials/{m}/days"]),
    "/desk/setup": (STAFF, ["/desk/setup"]),
    "/desk/setup/<slug>": (STAFF, ["/desk/setup/{m}"]),
    "/desk/setup/<slug>/step/<step>": (
        STAFF,
        [f"/desk/setup/{{m}}/step/{step}" for step in WITH_A_FORM],
    ),
    "/desk/setup/<slug>/names": (STAFF, ["/desk/setup/{m}/names"]),
    "/desk/setup/<slug>/open": (STAFF, ["/desk/setup/{m}/open"]),
    "/desk/setup/<slug>/texts": (STAFF, ["/desk/setup/{m}/texts"]),
    "/desk/setup/<slug>/texts/<text>/<language>": (STAFF, ["/desk/setup/{m}/texts/notice/en"]),
    "/desk/setup/<slug>/picture": (STAFF, ["/desk/setup/{m}/picture"]),
    "/desk/setup/<slug>/picture/file": (STAFF, ["/desk/setup/{m}/picture/file"]),
    "/desk/setup/<slug>/picture/<size>.<fmt>": (STAFF, ["/desk/setup/{m}/picture/{size}.jpeg"]),
    "/desk/setup/<slug>/see": (STAFF, ["/desk/setup/{m}/see"]),
    "/desk/setup/<slug>/see/<view>/<language>": (
        STAFF,
        [f"/desk/setup/{{m}}/see/{view}/{{l}}" for view in ("family", "moderator", "visitor")],
    ),
    "/desk/setup/<slug>/see/<view>": (STAFF, ["/desk/setup/{m}/see/family"]),
    "/desk/groups": (STAFF, ["/desk/groups", "/desk/groups?memorial={m}"]),
    "/desk/groups/<slug>": (STAFF, ["/desk/groups/{m}"]),
    "/desk/groups/<slug>/<group_id>": (STAFF, ["/desk/groups/{m}/{id}", "/desk/groups/{m}/{id}?add=person"]),
    "/desk/places-of-memory": (STAFF, ["/desk/places-of-memory", "/desk/places-of-memory?memorial={m}"]),
    "/desk/places-of-memory/<slug>": (STAFF, ["/desk/places-of-memory/{m}"]),
    "/desk/places-of-memory/<slug>/<item_id>": (STAFF, ["/desk/places-of-memory/{m}/{id}"]),
    "/desk/interviews": (STAFF, ["/desk/interviews", "/desk/interviews?memorial={m}"]),
    "/desk/interviews/<slug>": (STAFF, ["/desk/interviews/{m}"]),
    "/desk/interviews/requests": (STAFF, ["/desk/interviews/requests", "/desk/interviews/requests?memorial={m}"]),
    "/desk/interviews/requests/<slug>/<request_id>": (STAFF, ["/desk/interviews/requests/{m}/{id}"]),
    "/desk/interviews/<slug>/<interview_id>/narrator": (STAFF, ["/desk/interviews/{m}/{id}/narrator"]),
    "/desk/interviews/<slug>/import": (STAFF, ["/desk/interviews/{m}/import"]),
    "/desk/interviews/<slug>/<interview_id>": (STAFF, ["/desk/interviews/{m}/{id}"]),
    "/desk/interviews/<slug>/<interview_id>/do/<action>": (STAFF, ["/desk/interviews/{m}/{id}/do/about"]),
    "/desk/interviews/<slug>/<interview_id>/index": (STAFF, ["/desk/interviews/{m}/{id}/index"]),
    "/desk/interviews/<slug>/<interview_id>/history": (STAFF, ["/desk/interviews/{m}/{id}/history"]),
    "/desk/interviews/<slug>/<interview_id>/today": (STAFF, ["/desk/interviews/{m}/{id}/today"]),
    "/desk/interviews/<slug>/<interview_id>/preview": (STAFF, ["/desk/interviews/{m}/{id}/preview"]),
    "/desk/interviews/<slug>/<interview_id>/transcript/<transcript_id>": (
        STAFF,
        ["/desk/interviews/{m}/{id}/transcript/{id}", "/desk/interviews/{m}/{id}/transcript/{id}?at=12:10"],
    ),
    "/desk/interviews/<slug>/<interview_id>/transcript/<transcript_id>/line": (
        STAFF,
        ["/desk/interviews/{m}/{id}/transcript/{id}/line"],
    ),
    "/desk/interviews/<slug>/<interview_id>/transcript/<transcript_id>/history": (
        STAFF,
        ["/desk/interviews/{m}/{id}/transcript/{id}/history"],
    ),
    "/desk/interviews/<slug>/<interview_id>/transcript/<transcript_id>/file": (
        STAFF,
        ["/desk/interviews/{m}/{id}/transcript/{id}/file"],
    ),
    "/desk/interviews/<slug>/<interview_id>/seals": (
        STAFF,
        ["/desk/interviews/{m}/{id}/seals", "/desk/interviews/{m}/{id}/seals?session=1&from=0:10&to=0:20"],
    ),
    "/desk/interviews/<slug>/<interview_id>/seals/<seal_id>/lift": (
        STAFF,
        ["/desk/interviews/{m}/{id}/seals/{id}/lift"],
    ),
    "/desk/interviews/<slug>/<interview_id>/seals/<seal_id>/day": (
        STAFF,
        ["/desk/interviews/{m}/{id}/seals/{id}/day"],
    ),
    "/desk/interviews/<slug>/<interview_id>/recordings": (STAFF, ["/desk/interviews/{m}/{id}/recordings"]),
    "/desk/interviews/<slug>/<interview_id>/photographs": (STAFF, ["/desk/interviews/{m}/{id}/photographs"]),
    "/desk/interviews/<slug>/<interview_id>/scans": (STAFF, ["/desk/interviews/{m}/{id}/scans"]),
    "/desk/interviews/<slug>/<interview_id>/transcripts": (STAFF, ["/desk/interviews/{m}/{id}/transcripts"]),
    "/desk/interviews/<slug>/<interview_id>/media/<recording_id>.<fmt>": (
        STAFF,
        ["/desk/interviews/{m}/{id}/media/{id}.mp3"],
    ),
    "/desk/interviews/<slug>/<interview_id>/media/<file_id>/<size>.<fmt>": (
        STAFF,
        ["/desk/interviews/{m}/{id}/media/{file}/{size}.jpeg"],
    ),
    "/desk/interviews/<slug>/<interview_id>/papers/<file_id>": (STAFF, ["/desk/interviews/{m}/{id}/papers/{file}"]),
    "/desk/interviews/<slug>/<interview_id>/master": (STAFF, ["/desk/interviews/{m}/{id}/master"]),
    "/desk/interviews/<slug>/<interview_id>/transcript-file": (STAFF, ["/desk/interviews/{m}/{id}/transcript-file"]),
    "/desk/media": (STAFF, ["/desk/media", "/desk/media?memorial={m}"]),
    "/desk/media/<slug>": (STAFF, ["/desk/media/{m}"]),
    "/desk/record": (STAFF, ["/desk/record"]),
    "/desk/record/<slug>": (STAFF, ["/desk/record/{m}"]),
    "/desk/record/<slug>/<kind>": (
        STAFF,
        ["/desk/record/{m}/source", "/desk/record/{m}/statement?show=pending", "/desk/record/{m}/left_out"],
    ),
    "/desk/record/<slug>/left_out": (STAFF, ["/desk/record/{m}/left_out"]),
    "/desk/record/<slug>/<kind>/new": (STAFF, ["/desk/record/{m}/figure/new", "/desk/record/{m}/question/new"]),
    "/desk/record/<slug>/entry/<entry_id>": (STAFF, ["/desk/record/{m}/entry/{id}"]),
    "/desk/record/<slug>/files": (STAFF, ["/desk/record/{m}/files"]),
    "/desk/record/<slug>/files/out": (STAFF, ["/desk/record/{m}/files/out"]),
    "/desk/record/<slug>/files/in": (STAFF, ["/desk/record/{m}/files/in"]),
    # Last: it ends the session.
    "/desk/sign-out": (STAFF, ["/desk/sign-out"]),
}

TABLES = {"wall": WALL, "contribute": CONTRIBUTE, "desk": DESK}
ELSEWHERE = ("/healthz", "/readyz", "/api/v1/", "/embed/{m}/", "/oai", "/metrics")
"""Answered before any surface, or promised for later."""


@dataclass(frozen=True)
class Known:
    """The values for the placeholders of addresses."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def addresses(self, template: str) -> Iterator[str]:
        names = list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(template) if name))
        for chosen in product(*(self.values[name] for name in names)):
            yield template.format(**dict(zip(names, chosen, strict=True)))

    def all_addresses(self, surface: str, *audiences: str, one_in: int = 1) -> Iterator[str]:
        """`one_in`: of how many addresses at which nothing of ours can stand one is taken, others each time."""
        for audience, templates in TABLES[surface].values():
            for template in templates if audience in audiences or not audiences else ():
                for foreign, found in groupby(sorted(self.addresses(template), key=self._foreign), self._foreign):
                    addresses = list(found)
                    yield from _some(addresses, one_in) if foreign else addresses

    def _foreign(self, address: str) -> str:
        """Which other memorial, or other kind of thing, is asked for something by an id of ours; nothing if none is."""
        ids = set(_ID.findall(address))
        if not ids:
            return ""
        if "/paper/" in address and "/".join(_ID.findall(address)) not in self.values.get("pictured", ()):
            return "a file of another"
        others = [slug for slug in self.values["m"][1:] if f"/{slug}/" in address]
        plain = ids <= {one for kind in ("record", "person", "file") for one in self.values.get(kind, ())}
        return "/".join([*others, *(kind for kind in _OTHER_KINDS if plain and kind in address)])


def _some(addresses: list[str], one_in: int) -> list[str]:
    return random.sample(addresses, -(-len(addresses) // one_in))


def applications(built: bootstrap.Installation) -> dict[str, Flask]:
    """The three surfaces as applications, for their maps of routes."""
    settings = wsgi.surface_settings(built.settings)
    sealer = wsgi.CookieSealer(built.keys.pepper("cookie"))
    return {
        "wall": create_wall(built.reader, settings, date_in_words=wsgi.date_in_words),
        "contribute": create_contribute(built.services, settings, sealer, reader=built.reader),
        "desk": create_desk(built.services, settings, sealer),
    }
