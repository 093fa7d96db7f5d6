"""What may be done with an entry of the record beyond changing its words: each act with its own page and a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from memorial.application import desk as reads
from memorial.application import record as use
from memorial.application.offer import Incomplete
from memorial.application.record_acts import Done
from memorial.application.record_erasing import erase
from memorial.application.record_signing import Signing, signing_of
from memorial.domain.errors import Conflict, NotAllowed, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.record import NEVER_PUBLISHED, EntryKind, Standing
from memorial.domain.record_entry import AnyEntry, is_unsigned_source
from memorial.domain.record_names import can_be_renamed
from memorial.vocabulary import MemorialKind
from memorial.web.desk.frame import complain, member, refused, services, show
from memorial.web.desk.groups_frame import is_wrong
from memorial.web.desk.record_fields import ASKED, KINDS, ONE
from memorial.web.desk.record_forms import Entries
from memorial.web.desk.record_frame import EraseForm, NameForm, ReasonForm, SignForm, say_incomplete
from memorial.web.desk.record_preview import seen
from memorial.web.desk.record_resting import Falling, falling, goes_with, resting
from memorial.web.desk.record_words import STANDINGS, entries_of, label_of, lines_of, rows_of, said
from memorial.web.desk.words import utc_words
from memorial.web.page import Link


@dataclass(frozen=True)
class Act:
    """An act in words: the link that leads to it, what follows from it, and the button that does it."""

    title: Any
    means: Any
    button: Any


ACTS = {
    "put_in": Act(
        _l("Put it in the record"),
        _l("Visitors see it from then on, as far as its sources are in the record."),
        _l("Put it in the record"),
    ),
    "take": Act(
        _l("Take it into the record"),
        _l("It stands there as what this source says. Please compare it with the source first."),
        _l("Take it into the record"),
    ),
    "sign": Act(
        _l("Sign this source"),
        _l(
            "You say with your name that everything that is entered from this source up to now is what the source"
            " says. All of it is below. Your name stays at the desk. Visitors see that a named reviewer has signed. A"
            " later change of this source takes the signature away, and what is entered from it later has to be signed"
            " again."
        ),
        _l("Sign"),
    ),
    "rename": Act(
        _l("Give it another short name"),
        _l("It never was in the record, so that nobody has seen its short name. The old one is kept nowhere."),
        _l("Give it this name"),
    ),
    "take_out": Act(
        _l("Take it out of the record"),
        _l(
            "Visitors do not see it any more. It can be brought back. Visitors read that something was taken out, not"
            " why."
        ),
        _l("Take it out"),
    ),
    "discard": Act(
        _l("Put it away"),
        _l("It does not wait any more, and visitors never saw it. It can be brought back."),
        _l("Put it away"),
    ),
    "erase": Act(
        _l("Erase it for good"),
        _l(
            "For what must not be kept at all. The entry goes with its whole history, and of a source everything that"
            " it says, wherever that is quoted. Nobody can bring it back, and an older backup does not either."
        ),
        _l("Erase it for good"),
    ),
    "bring_back": Act(
        _l("Bring it back"),
        _l("It stands again where it stood before it was removed."),
        _l("Bring it back"),
    ),
    "take_back": Act(
        _l("Take this change back"),
        _l("The entry becomes as it was before this change. What came after stays in its history."),
        _l("Take this change back"),
    ),
}


def offered(entry: AnyEntry, signing: Signing) -> list[str]:
    """The acts that make sense for it now, without taking a change back, which stands at each change."""
    pending = entry.standing is Standing.PENDING
    found = []
    if pending:
        found.append("take" if entry.kind is EntryKind.STATEMENT else "put_in")
    if signing.due and not signing.mine:
        found.insert(0, "sign")
    if can_be_renamed(entry):
        found.append("rename")
    last = {Standing.PENDING: "discard", Standing.IN_RECORD: "take_out", Standing.REMOVED: "bring_back"}
    gone = ["erase"] if entry.standing is not Standing.IN_RECORD and member().is_admin(entry.memorial_id) else []
    return [*found, last[entry.standing], *gone]


# The entry, and its history


@dataclass(frozen=True)
class HistoryLine:
    """One change: what was done in words, and what stood there before and after it, field by field."""

    number: int
    when: str
    who: str
    reason: str
    done: tuple[str, ...]
    went: tuple[tuple[str, list[str]], ...]
    came: tuple[tuple[str, list[str]], ...]


def entry_page(memorial: Memorial, entry: AnyEntry, *, problem: str = "") -> Any:
    """`problem`: why an act that was asked for is not done, in words."""
    everything = use.listed(services(), member(), memorial.id)
    signing = signing_of(member(), entry, everything)
    known = entries_of(everything)
    shown = None
    if entry.kind not in NEVER_PUBLISHED:
        inside = replace(entry, standing=Standing.IN_RECORD)
        shown = seen(inside, use.preview(services(), member(), memorial.id, inside))
    told = {
        "saved": _("Saved."),
        "signed": _("Signed."),
        "waits": _("Saved. It waits outside the record until a named reviewer signs it."),
    }.get(request.args.get("said", ""))
    signed = entry.signed
    refused_now = bool(problem) and request.method == "POST"
    return show("record_entry", str(ONE[entry.kind]), memorial, status=422 if refused_now else 200, message=told,
                problem=problem, entry=entry, name=label_of(entry),
                kind=entry.kind, kinds=str(KINDS[entry.kind]), standing=str(STANDINGS[entry.standing]),
                signed=(signed.name, utc_words(signed.at)) if signed else None,
                lines=rows_of(entry.kind, entry.now, known), seen=shown,
                acts=[(one, str(ACTS[one].title)) for one in offered(entry, signing)], typed=entry.kind in ASKED,
                history=list(_history(entry, known)), here=_here(memorial, entry),
                begin=[*_next_unsigned(memorial, entry, everything), *_begins(memorial, entry)],
                must_sign=memorial.kind is MemorialKind.REAL, mine=signing.mine,
                newer=resting(memorial, signing.covered.since, signing, known) if signed else [])  # fmt: skip


def _here(memorial: Memorial, entry: AnyEntry) -> str:
    return url_for("record_entries.entry", slug=memorial.slug, entry_id=entry.id)


def _history(entry: AnyEntry, known: Entries) -> Iterator[HistoryLine]:
    names = reads.names_of_staff(services())
    for number in reversed(range(len(entry.history))):
        change = entry.history[number]
        later = entry.history[number + 1] if number + 1 < len(entry.history) else None
        after = later.was if later else entry.now
        standing = later.was_standing if later else entry.standing
        signed = later.was_signed if later else entry.signed
        before = _lines(entry, change.was, known)
        now = _lines(entry, after, known)
        went = tuple((term, lines) for term, lines in before.items() if now.get(term) != lines)
        came = tuple((term, lines) for term, lines in now.items() if before.get(term) != lines)
        done = [str(_("entered"))] if change.was is None else []
        if change.was is not None and standing is not change.was_standing:
            done.append(str(STANDINGS[standing]))
        if signed is not None and signed != change.was_signed:
            done.append(str(_("signed: %(name)s", name=signed.name)))
        elif signed is None and change.was_signed is not None:
            done.append(str(_("its signature fell away")))
        yield HistoryLine(number, utc_words(change.at), names.get(change.by, ""), change.reason, tuple(done),
                          went, came if change.was is not None else ())  # fmt: skip


def _lines(entry: AnyEntry, state: Any, known: Entries) -> dict[str, list[str]]:
    return dict(lines_of(entry.kind, state, known)) if state is not None else {}


def _begins(memorial: Memorial, entry: AnyEntry) -> list[Link]:
    """What is entered from a source next."""
    if entry.kind is not EntryKind.SOURCE or entry.standing is Standing.REMOVED:
        return []
    words = {EntryKind.FIGURE: _("Enter a figure from it"), EntryKind.STATEMENT: _("Enter a statement from it")}
    return [
        Link(text, url_for("record_entries.new", slug=memorial.slug, kind=kind.value, source=entry.name))
        for kind, text in words.items()
    ]


def _next_unsigned(memorial: Memorial, entry: AnyEntry, everything: Sequence[AnyEntry]) -> list[Link]:
    """From a source that is signed to the next one in the record that is not, where a draft waits for that."""
    if entry.signed is None or memorial.kind is not MemorialKind.REAL:
        return []
    unsigned = [one for one in everything if is_unsigned_source(one)]
    after = [one for one in unsigned if one.number > entry.number] or unsigned
    return [Link(_("To the next source that is not signed"), _here(memorial, one)) for one in after[:1]]


# The acts


def act_page(memorial: Memorial, entry: AnyEntry, act: str, form: Any = None) -> Any:
    """What follows from the act, with a place for the reason, or for the reviewer's name."""
    everything = use.listed(services(), member(), memorial.id)
    signing = signing_of(member(), entry, everything)
    if act == "sign" and signing.mine:
        return entry_page(memorial, entry, problem=said("another_compares"))
    if act not in ACTS or (act != "take_back" and act not in offered(entry, signing)):
        raise NotFound
    asked = ACTS[act]
    wrong = is_wrong(form)
    form = form or _empty_form(act)
    known = entries_of(everything)
    hidden = [("action", act), ("revision", str(entry.revision))]
    if act == "sign":
        hidden.append(("covers", signing.covered.mark))
    shown: Any = entry.now
    if act == "take_back":
        number = _number(request.values.get("change", ""), entry)
        hidden.append(("change", str(number)))
        shown = entry.history[number].was
    return show("record_act", str(asked.title), memorial, status=422 if wrong else 200, has_errors=wrong, form=form,
                hidden=hidden, act=act, means=str(asked.means), button=str(asked.button), name=label_of(entry),
                lines=rows_of(entry.kind, shown, known) if shown is not None else [], here=_here(memorial, entry),
                falls=_falls(memorial, entry, act),
                rests=resting(memorial, signing.covered.rests, signing, known) if act == "sign" else [],
                address=entry.now.address if act == "sign" and not entry.now.guarded else "")  # fmt: skip


def _falls(memorial: Memorial, entry: AnyEntry, act: str) -> list[Falling]:
    match act:
        case "take_out":
            return falling(memorial, entry)
        case "erase":
            return goes_with(memorial, entry)
    return []


def _empty_form(act: str) -> Any:
    if act == "sign":
        return SignForm(formdata=None, data={"name": member().name})
    if act == "erase":
        return EraseForm(formdata=None)
    return NameForm(formdata=None) if act == "rename" else ReasonForm(formdata=None)


def act_on(memorial: Memorial, entry: AnyEntry, act: str) -> Any:
    if act not in ACTS:
        refused("no_such_action", where=memorial.id)
        abort(404)
    form = {"sign": SignForm, "rename": NameForm, "erase": EraseForm}.get(act, ReasonForm)()
    if act == "sign" and not form.compared.data:
        refused("not_compared", where=memorial.id)
        complain(form, "compared", "not_compared")
        form.compared.errors = [said("not_compared")]
        return act_page(memorial, entry, act, form)
    if act == "erase":
        return _erase(memorial, entry, form)
    try:
        done = _done(memorial, entry, act, form)
    except Incomplete as incomplete:
        say_incomplete(form, incomplete, memorial)
        return act_page(memorial, entry, act, form)
    except NotFound:
        raise
    except Refusal as refusal:
        refused(refusal.code, where=memorial.id)
        return _not_done(memorial, entry, act, form, refusal)
    if act == "take" and request.form.get("then") == "list":
        there = url_for("record.entries", slug=memorial.slug, kind=entry.kind.value, show="pending", said="taken")
        return redirect(there, 303)
    told = "waits" if done.waits_for_signature else "signed" if act == "sign" else "saved"
    return redirect(url_for("record_entries.entry", slug=memorial.slug, entry_id=entry.id, said=told), 303)


def _erase(memorial: Memorial, entry: AnyEntry, form: Any) -> Any:
    if not form.sure.data:
        refused("not_sure", where=memorial.id)
        complain(form, "sure", "not_sure")
        form.sure.errors = [said("not_sure")]
        return act_page(memorial, entry, "erase", form)
    try:
        erase(services(), member(), memorial.id, entry.id)
    except NotAllowed as refusal:
        refused(refusal.code, where=memorial.id)
        abort(403)
    return redirect(url_for("record.overview", slug=memorial.slug, said="erased"), 303)


def _not_done(memorial: Memorial, entry: AnyEntry, act: str, form: Any, refusal: Refusal) -> Any:
    """The same act again, of the entry as it stands now; the entry itself where that act is not to be had any more."""
    words = said("looked_at_another" if isinstance(refusal, Conflict) else refusal.code)
    fresh = use.look(services(), member(), memorial.id, entry.id)
    signing = use.signing(services(), member(), memorial.id, entry.id)
    if not isinstance(refusal, Conflict) or (act != "take_back" and act not in offered(fresh, signing)):
        return entry_page(memorial, fresh, problem=words)
    form.form_errors = [words]
    return act_page(memorial, fresh, act, form)


def _done(memorial: Memorial, entry: AnyEntry, act: str, form: Any) -> Done:
    where = (services(), member(), memorial.id, entry.id)
    seen_then = request.form.get("revision", "")
    revision = int(seen_then) if seen_then.isdecimal() and len(seen_then) < 10 else -1
    if act == "sign":
        covers = request.form.get("covers", "")
        return use.sign(*where, name=form.name.data or "", revision=revision, seen=covers)
    if act == "rename":
        return use.rename(*where, (form.short_name.data or "").strip(), revision=revision)
    reason = form.reason.data or ""
    if act == "take":
        return use.take_statement(*where, reason=reason, revision=revision)
    if act == "take_back":
        number = _number(request.form.get("change", ""), entry)
        return use.take_back(*where, number, reason=reason, revision=revision)
    to = {"put_in": Standing.IN_RECORD, "bring_back": _before_removed(entry)}.get(act, Standing.REMOVED)
    return use.place(*where, to, reason=reason, revision=revision)


def _before_removed(entry: AnyEntry) -> Standing:
    """Where it stood when it was removed; a statement that only waited waits again."""
    stood = (one.was_standing for one in reversed(entry.history) if one.was_standing is not Standing.REMOVED)
    return next(stood, Standing.PENDING)


def _number(text: str, entry: AnyEntry) -> int:
    """The number of one of its changes. Raises `NotFound`."""
    if not (text.isdecimal() and len(text) < 6 and int(text) < len(entry.history)):
        raise NotFound("no_such_change")
    return int(text)
