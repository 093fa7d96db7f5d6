"""The wall as a WSGI application: its routes, and the headers that each of its answers carries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, Response
from werkzeug.routing import BaseConverter

from memorial.published.reader import EditionReader
from memorial.vocabulary import Surface
from memorial.web.authorization import keep_doors
from memorial.web.language import interface_languages
from memorial.web.surface import SurfaceSettings, create_surface
from memorial.web.wall import (
    calendar,
    citing,
    days,
    embed,
    feed,
    front,
    groups,
    help,
    heritage,
    home,
    how_we_decide,
    interviews,
    label_words,
    lists,
    media,
    names,
    on_this_day,
    person,
    plaque,
    preview,
    record,
    redirects,
    remembrance,
    search,
    search_anywhere,
    sitemap,
    sketch_map,
    timeline,
)
from memorial.web.wall.visit import DateInWords, Wall


class _Language(BaseConverter):
    """A language in which the program's own words exist; no slug is one."""

    regex = "|".join(interface_languages())


class _Slug(BaseConverter):
    regex = "[a-z0-9][a-z0-9-]*"


class _Day(BaseConverter):
    regex = "[01][0-9]-[0-3][0-9]"


class _Source(BaseConverter):
    regex = "[A-Za-z0-9_.-]{1,80}"


class _Word(BaseConverter):
    regex = "[A-Za-z0-9_-]{1,80}"


class _Id(BaseConverter):
    regex = "[0-9a-f]{32}"


def create_wall(
    reader: EditionReader,
    settings: SurfaceSettings,
    *,
    date_in_words: DateInWords,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Flask:
    """The public pages over that reader. `date_in_words(edtf, language, gettext)` says a date of it in words.

    `now` decides only which day of the year is called today.
    """
    app = create_surface(Surface.WALL, settings)
    # An answer to OPTIONS would tell which addresses are known; all else than GET and HEAD gets the common 404.
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.extensions["wall"] = Wall(reader, settings, date_in_words, now)
    # No redirect that repeats an address before it is known whether there is anything under it.
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    app.after_request(_ask_machines_to_stay_out)
    app.url_map.converters |= {
        "language": _Language,
        "slug": _Slug,
        "id": _Id,
        "day": _Day,
        "source": _Source,
        "word": _Word,
    }
    for rule, view in _ROUTES:
        app.add_url_rule(rule, endpoint=f"{view.__module__.rpartition('.')[2]}.{view.__name__}", view_func=view)
    keep_doors(app)
    return app


_IN_MEMORIAL = "/<language:language>/<slug:slug>"
_ROUTES = (
    ("/", home.show_home),
    ("/<language:language>/", home.show_home),
    ("/<language:language>/search", search_anywhere.choose_where),
    (_IN_MEMORIAL, redirects.with_final_slash),
    (f"{_IN_MEMORIAL}/", front.show_front),
    (f"{_IN_MEMORIAL}/names", names.show_names),
    (f"{_IN_MEMORIAL}/on/today", on_this_day.to_today),
    (f"{_IN_MEMORIAL}/on/<day:day>", on_this_day.show_day),
    (f"{_IN_MEMORIAL}/days", days.show_days),
    (f"{_IN_MEMORIAL}/calendar.ics", calendar.send_calendar),
    (f"{_IN_MEMORIAL}/families", groups.show_families),
    (f"{_IN_MEMORIAL}/families/<id:group_id>", groups.show_family),
    (f"{_IN_MEMORIAL}/groups", groups.show_groups),
    (f"{_IN_MEMORIAL}/groups/<id:group_id>", groups.show_group),
    (f"{_IN_MEMORIAL}/places-of-memory", heritage.show_places),
    (f"{_IN_MEMORIAL}/places-of-memory/<id:item_id>", heritage.show_place),
    (f"{_IN_MEMORIAL}/lists", lists.show_lists),
    (f"{_IN_MEMORIAL}/lists/<source:source_id>", lists.show_list),
    (f"{_IN_MEMORIAL}/wall", remembrance.show_wall),
    (f"{_IN_MEMORIAL}/people/<id:person_id>", person.show_person),
    (f"{_IN_MEMORIAL}/people/<id:person_id>/cite", citing.show_citation),
    (f"{_IN_MEMORIAL}/people/<id:person_id>/plaque", plaque.show_plaque),
    (f"{_IN_MEMORIAL}/people/<id:person_id>/plaque.svg", plaque.send_square),
    (f"{_IN_MEMORIAL}/remembrances/<id:remembrance_id>", remembrance.show_remembrance),
    (f"{_IN_MEMORIAL}/interviews", interviews.show_list),
    (f"{_IN_MEMORIAL}/interviews/<id:interview_id>", interviews.show_interview),
    (
        f"{_IN_MEMORIAL}/interviews/<id:interview_id>/transcript-<word:transcript_id>.<any(vtt, srt, txt):form>",
        interviews.send_transcript,
    ),
    (f"{_IN_MEMORIAL}/search", search.show_search),
    (f"{_IN_MEMORIAL}/timeline", timeline.show_timeline),
    (f"{_IN_MEMORIAL}/map", sketch_map.show_map),
    (f"{_IN_MEMORIAL}/record", record.show_record),
    (f"{_IN_MEMORIAL}/record/changes", record.show_changes),
    (f"{_IN_MEMORIAL}/record/sources/<source:source_id>", record.show_source),
    (f"{_IN_MEMORIAL}/record/<source:question_id>", record.show_question),
    (f"{_IN_MEMORIAL}/how-we-decide", how_we_decide.show_method),
    (f"{_IN_MEMORIAL}/help", help.show_help),
    (f"{_IN_MEMORIAL}/preview.png", preview.send_card),
    (f"{_IN_MEMORIAL}/words", label_words.show_words),
    (f"{_IN_MEMORIAL}/feed.atom", feed.send_feed),
    ("/sitemap.xml", sitemap.send_sitemap),
    ("/robots.txt", sitemap.send_robots),
    ("/media/<name>", media.send_media),
    ("/p/<id:person_id>", redirects.to_person),
    ("/embed/<slug:slug>/names", embed.show_names),
    ("/embed/<slug:slug>/people/<id:person_id>", embed.show_person),
    ("/theme/<any(light, dark, system):choice>", redirects.choose_theme),
    ("/<slug:slug>", redirects.to_best_language),
    ("/<slug:slug>/", redirects.to_best_language),
    ("/<slug:slug>/<path:rest>", redirects.to_best_language),
)


def _ask_machines_to_stay_out(response: Response) -> Response:
    """Pages say themselves whether they may be indexed; everything else may not, and nothing may train a model."""
    response.headers.setdefault("X-Robots-Tag", "noindex, noarchive")
    response.headers.setdefault("TDM-Reservation", "1")
    return response
