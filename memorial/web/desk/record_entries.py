"""One entry of the record at the desk: its form with a look before saving, its place, its signature and its history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _

from memorial.application import record as use
from memorial.application.offer import Incomplete
from memorial.application.record_acts import Done
from memorial.domain.errors import Conflict, NotAllowed, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind, Standing
from memorial.domain.record_entry import AnyEntry, Entry
from memorial.domain.record_names import numbered_name
from memorial.web.desk.frame import member, or_not_found, refused, services, show
from memorial.web.desk.groups_frame import is_wrong, keeper_of
from memorial.web.desk.record_acts import act_on, act_page, entry_page
from memorial.web.desk.record_fields import ASKED, HELP, KINDS, ONE
from memorial.web.desk.record_forms import Data, data_of, pointed, read, with_rows
from memorial.web.desk.record_frame import (
    LEFT,
    entry_form,
    put,
    say_incomplete,
    say_problems,
    sent,
)
from memorial.web.desk.record_preview import Seen
from memorial.web.desk.record_preview import seen as seen_of
from memorial.web.desk.record_words import entries_of, label_of, rows_of, said

blueprint = Blueprint("record_entries", __name__, url_prefix="/desk/record")

_FROM_SOURCE = {EntryKind.FIGURE: "source_id", EntryKind.STATEMENT: "attributed_to", EntryKind.SOURCE: "via"}
"""Where the source goes of which an entry is begun on the source's own page."""


@blueprint.get("/<slug>/<kind>/new")
@or_not_found
def new(slug: str, kind: str) -> Any:
    """`source`: from which source; `remembrance`: what somebody sent, to be filed as a source."""
    memorial, asked = keeper_of(slug), _typed(kind)
    data: Data = {}
    if asked in _FROM_SOURCE and request.args.get("source"):
        data[_FROM_SOURCE[asked]] = request.args["source"]
    sent_by_somebody = request.args.get("remembrance", "").strip().rstrip("/").rpartition("/")[2][:40]
    if sent_by_somebody and not _is_here(memorial, sent_by_somebody):
        return redirect(url_for("record.overview", slug=slug, said="not_here"), 303)
    return _form_page(memorial, asked, with_rows(asked, data), filed=sent_by_somebody)


def _is_here(memorial: Memorial, remembrance_id: str) -> bool:
    """Whether somebody sent that, and this person may read it."""
    with services().unit_of_work(read_only=True) as uow:
        try:
            uow.remembrances.get(memorial.id, remembrance_id)
        except NotFound:
            return False
    return member().may_read(memorial.id)


@blueprint.post("/<slug>/<kind>/new")
@or_not_found
def begin(slug: str, kind: str) -> Any:
    """`do`: look, more:<rows>, less:<rows>-<number>, save (it waits) or save_in (it stands in the record)."""
    memorial, asked = keeper_of(slug), _typed(kind)
    if request.form.get("do", "") not in ("save", "save_in"):
        return _look(memorial, asked)
    if asked is EntryKind.STATEMENT and request.form.get("kind", "").startswith(LEFT):
        return _leave_out(memorial)
    everything = use.listed(services(), member(), memorial.id)
    data = sent(asked)
    reading = read(asked, data, entries_of(everything))
    if reading.state is None:
        return _refused_form(memorial, asked, data, reading.problems)
    try:
        done = _begun(memorial, asked, data, reading.state, everything)
    except Incomplete as incomplete:
        form = entry_form(asked, data, new=True)
        say_incomplete(form, incomplete, memorial)
        return _form_page(memorial, asked, data, form=form)
    except NotAllowed as refusal:
        form = entry_form(asked, data, new=True)
        refused(refusal.code, where=memorial.id)
        form.form_errors = [said(refusal.code)]
        return _form_page(memorial, asked, data, form=form)
    told = "waits" if done.waits_for_signature else "saved"
    return redirect(url_for("record_entries.entry", slug=slug, entry_id=done.entry.id, said=told), 303)


def _begun(memorial: Memorial, kind: EntryKind, data: Data, state: Any, everything: list[AnyEntry]) -> Done:
    """Under the short name that was typed, else under a number: what the entry says may be private."""
    name, reason = str(data.get("short_name") or "").strip(), str(data.get("reason") or "")
    name = name or _numbered(kind, everything)
    filed = request.form.get("filed", "")
    if filed and kind is EntryKind.SOURCE:
        return use.file_as_source(services(), member(), memorial.id, filed, name, state, reason=reason)
    into = request.form.get("do") == "save_in"
    return use.begin(services(), member(), memorial.id, kind, name, state, reason=reason, in_record=into)


def _numbered(kind: EntryKind, everything: list[AnyEntry]) -> str:
    return numbered_name(kind, [one.name for one in everything if one.kind is kind])


def _leave_out(memorial: Memorial) -> Any:
    """Of a statement that does not enter, its kind is noted; what was typed is not kept."""
    data = sent(EntryKind.STATEMENT)
    known = entries_of(use.listed(services(), member(), memorial.id))
    found = known.named(EntryKind.SOURCE, str(data.get("attributed_to") or "").strip())
    if len(found) != 1:
        form = entry_form(EntryKind.STATEMENT, data, new=True)
        refused("incomplete", where=memorial.id)
        put(form, "attributed_to", said("choose_a_source"))
        return _form_page(memorial, EntryKind.STATEMENT, data, form=form)
    use.leave_out(services(), member(), memorial.id, found[0], str(data["kind"]).removeprefix(LEFT))
    return redirect(url_for("record.entries", slug=memorial.slug, kind=EntryKind.LEFT_OUT.value, said="left_out"), 303)


def _look(memorial: Memorial, kind: EntryKind, before: AnyEntry | None = None) -> Any:
    """The form again, with more or fewer rows, or with what visitors would see. Nothing is saved."""
    word, _colon, rows = request.form.get("do", "").partition(":")
    data = sent(kind, more=rows if word == "more" else "", less=rows if word == "less" else "")
    if word in ("more", "less"):
        return _form_page(memorial, kind, data, before=before)
    everything = use.listed(services(), member(), memorial.id)
    reading = read(kind, data, entries_of(everything), before.now if before else None)
    if reading.state is None:
        return _refused_form(memorial, kind, data, reading.problems, before)
    shown = before or Entry("-", memorial.id, "", kind, "-", 1 + len(everything), None)
    shown = replace(shown, now=reading.state, standing=Standing.IN_RECORD)
    record = use.preview(services(), member(), memorial.id, shown)
    return _form_page(memorial, kind, data, before=before, seen=seen_of(shown, record))


def _refused_form(
    memorial: Memorial, kind: EntryKind, data: Data, problems: Any, before: AnyEntry | None = None
) -> Any:
    refused("incomplete", where=memorial.id)
    form = entry_form(kind, data, new=before is None)
    say_problems(form, problems)
    return _form_page(memorial, kind, data, form=form, before=before)


def _form_page(
    memorial: Memorial,
    kind: EntryKind,
    data: Data,
    *,
    form: Any = None,
    before: AnyEntry | None = None,
    seen: Seen | None = None,
    stands: Any = (),
    filed: str = "",
) -> Any:
    """`stands`: what another saved meanwhile; `filed`: the remembrance that is filed as this source."""
    form = form or entry_form(kind, data, new=before is None)
    everything = use.listed(services(), member(), memorial.id)
    known = entries_of(everything)
    wrong = is_wrong(form)
    if before is None:
        here = url_for("record_entries.new", slug=memorial.slug, kind=kind.value)
        back, name = url_for("record.entries", slug=memorial.slug, kind=kind.value), str(KINDS[kind])
    else:
        here = back = url_for("record_entries.entry", slug=memorial.slug, entry_id=before.id)
        name = label_of(before)
    return show("record_form", str(ONE[kind]) if before is None else _("Change"), memorial,
                status=422 if wrong else 200, has_errors=wrong, form=form, asks=ASKED[kind], kind=kind, known=known,
                seen=seen, here=here, back=back, name=name, new=before is None, help=HELP.get(kind, ""),
                numbered=_numbered(kind, everything) if before is None else "",
                stands=stands, filed=filed or request.form.get("filed", ""), pointed=pointed(ASKED[kind]))  # fmt: skip


def _typed(kind: str) -> EntryKind:
    """A kind that is typed at the desk."""
    found = next((one for one in ASKED if one.value == kind), None)
    if found is None:
        abort(404)
    return found


# An entry that is there


@blueprint.get("/<slug>/entry/<entry_id>")
@or_not_found
def entry(slug: str, entry_id: str) -> Any:
    """The entry; with `do` the form of one act: change, or one of `record_acts.ACTS`."""
    memorial = keeper_of(slug)
    shown = use.look(services(), member(), memorial.id, entry_id)
    asked = request.args.get("do", "")
    if asked == "change" and shown.kind in ASKED:
        data = with_rows(shown.kind, data_of(shown.kind, shown.now))
        return _form_page(memorial, shown.kind, data | {"revision": str(shown.revision)}, before=shown)
    return act_page(memorial, shown, asked) if asked else entry_page(memorial, shown)


@blueprint.post("/<slug>/entry/<entry_id>")
@or_not_found
def act(slug: str, entry_id: str) -> Any:
    """`action`: change, with `do` as for a new one, or one of `record_acts.ACTS`."""
    memorial = keeper_of(slug)
    shown = use.look(services(), member(), memorial.id, entry_id)
    if request.form.get("action") != "change":
        return act_on(memorial, shown, request.form.get("action", ""))
    if shown.kind not in ASKED:
        abort(404)
    return _change(memorial, shown) if request.form.get("do") == "save" else _look(memorial, shown.kind, shown)


def _change(memorial: Memorial, before: AnyEntry) -> Any:
    everything = use.listed(services(), member(), memorial.id)
    data = sent(before.kind)
    reading = read(before.kind, data, entries_of(everything), before.now)
    if reading.state is None:
        return _refused_form(memorial, before.kind, data, reading.problems, before)
    revision = str(data.get("revision") or "")
    try:
        done = use.change(services(), member(), memorial.id, before.id, reading.state,
                          reason=str(data.get("reason") or ""),
                          revision=int(revision) if revision.isdecimal() and len(revision) < 10 else -1)  # fmt: skip
    except Incomplete as incomplete:
        form = entry_form(before.kind, data, new=False)
        say_incomplete(form, incomplete, memorial)
        return _form_page(memorial, before.kind, data, form=form, before=before)
    except Conflict as conflict:
        return _changed_meanwhile(memorial, before, data, conflict, everything)
    told = "waits" if done.waits_for_signature else "saved"
    return redirect(url_for("record_entries.entry", slug=memorial.slug, entry_id=before.id, said=told), 303)


def _changed_meanwhile(
    memorial: Memorial, stands: AnyEntry, data: Data, refusal: Refusal, everything: list[AnyEntry]
) -> Any:
    """What was typed beside what another saved; saved again, it stands over that."""
    refused(refusal.code, where=memorial.id)
    data = data | {"revision": str(stands.revision)}
    form = entry_form(stands.kind, data, new=False)
    form.form_errors = [*form.form_errors, said("changed_meanwhile")]
    lines = rows_of(stands.kind, stands.now, entries_of(everything))
    return _form_page(memorial, stands.kind, data, form=form, before=stands, stands=lines)
