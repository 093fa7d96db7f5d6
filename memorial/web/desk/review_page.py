"""What the queue and the review page print: labels before content, the text cut at what needs a look, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from memorial.application import desk as reads
from memorial.application.groups import may_keep_groups
from memorial.application.labels_found import Texts, flags_for
from memorial.application.message_templates import may_keep
from memorial.application.reviewing import ReviewView
from memorial.application.services import Services
from memorial.domain import minors, moderation
from memorial.domain.deciding import WAITING
from memorial.domain.labels.core import labels_in
from memorial.domain.lookalikes import odd_words
from memorial.domain.memorial import Memorial
from memorial.domain.paper_serial import grouped
from memorial.domain.person import Person
from memorial.domain.remembrance import Remembrance
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Audience, Decision, Flag, ObjectionState, Rendering, Scope, Standing, VersionState
from memorial.web.desk import words
from memorial.web.desk.concerns import STATES, element_words
from memorial.web.desk.forms import ReviewForm, same_persons, suggested
from memorial.web.desk.message_texts import options_for
from memorial.web.desk.refusals import said
from memorial.web.desk.review_files import file_lines, heard_words, scan_links, unheard
from memorial.web.desk.review_text_lines import folds
from memorial.web.desk.thread_lines import lines_of, newest_of
from memorial.web.edtf_words import edtf_words
from memorial.web.language import direction
from memorial.web.person_words import KINSHIP
from memorial.web.surface import date_words


@dataclass(frozen=True)
class Row:
    term: str
    value: Any
    change: None = None


def item_head(services: Services, member: StaffMember, memorial: Memorial, view: ReviewView) -> dict[str, Any]:
    """Whose it is and who holds it: all that a page says of an item while another reader holds it."""
    clear, now = view.clear, services.now()
    held = clear.claimed_by is not None and clear.claimed_until is not None and clear.claimed_until > now
    until = words.clock_words(clear.claimed_until, memorial.time_zone) if held and clear.claimed_until else ""
    return {
        "slug": memorial.slug,
        "record_id": view.remembrance.id,
        "name": name_of(view),
        "held_by_other": held and clear.claimed_by != member.id,
        "held_by_me": held and clear.claimed_by == member.id,
        "held_until": until,
        "holder": reads.names_of_staff(services).get(clear.claimed_by or "", ""),
        "open": clear.status in WAITING,
        "state": str(words.STATES.get(clear.status, clear.status)),
        "revision": view.remembrance.revision,
        "version": view.version.number,
    }


def message_parts(member: StaffMember, memorial: Memorial, view: ReviewView) -> dict[str, Any]:
    """What passed between the sender and the desk, in which language they read, and texts to begin a message with."""
    language = view.remembrance.interface_language
    return {
        "messages": lines_of(view.remembrance),
        "newest": newest_of(view.remembrance),
        "sender_language": words.language_words(language),
        "texts": options_for(memorial, language),
        "keeps_texts": may_keep(member, memorial.id),
    }


def review_parts(
    services: Services,
    member: StaffMember,
    memorial: Memorial,
    view: ReviewView,
    form: ReviewForm,
    typed: Mapping[str, str],
) -> dict[str, Any]:
    """Everything the review page needs besides its form; only the labels where another reader holds the item."""
    head = item_head(services, member, memorial, view)
    if head["held_by_other"]:
        return head
    return {
        **head,
        **message_parts(member, memorial, view),
        **_told_first(services, member, memorial, view),
        **_content(memorial, view),
        **_beside_the_decision(view, form),
        "folds": folds(view, memorial, typed, asked=bool(form.errors)),
        "whole": suggested(form, view) if form.suggestion.data is not None else "",
        "consequences": consequences(services, member, view),
        "notes": _notes(services, view.remembrance),
        "history": _history(view.remembrance, memorial.time_zone),
        "files_sources": may_keep_groups(member, memorial.id),
    }


def _told_first(services: Services, member: StaffMember, memorial: Memorial, view: ReviewView) -> dict[str, Any]:
    """What is known before any word of it is read."""
    return {
        "labels": _labels(view, memorial),
        "hints": _hints(view, member, memorial),
        "about": _about(view, memorial, services),
        "opening": _opening(view, member, memorial),
    }


def _content(memorial: Memorial, view: ReviewView) -> dict[str, Any]:
    """The text and the files, and what visitors would see of them."""
    version, preview = view.version, view.preview
    return {
        "language_of_text": version.language,
        "direction_of_text": direction(version.language) if version.language != "und" else "auto",
        "detail_words": words.DETAILS | words.LABEL_MARKS | words.NAME_MARKS,
        "files": file_lines(view, memorial),
        "scans": scan_links(view, memorial),
        "unheard": unheard(view),
        "preview": replace(preview, pictures=(), sounds=()) if preview else None,
        "preview_pictures": len(preview.pictures) if preview else 0,
        "preview_sounds": len(preview.sounds) if preview else 0,
    }


def _beside_the_decision(view: ReviewView, form: ReviewForm) -> dict[str, Any]:
    """What the form asks of this one besides the decision."""
    return {
        "found": [_found(view, number) for number in range(len(view.mentions))],
        "persons": [_person_words(person) for person in same_persons(view)] + [_("Somebody else: a new person")],
        "withholds": view.withholds_a_name,
        "on_paper": Flag.ON_PAPER in view.version.flags,
        "heard": heard_words(view),
        "details": bool(form.take_out.data or form.take_out.errors),
    }


def _notes(services: Services, remembrance: Remembrance) -> list[tuple[str, Any, str]]:
    names = reads.names_of_staff(services)
    return [(names.get(one.staff_id, ""), one.at.date(), one.text) for one in remembrance.notes]


def name_of(view: ReviewView) -> str:
    if view.version.named is not None:
        return view.version.named.name
    if view.person is not None and view.person.names:
        return view.person.names[0].text
    return ""


def _about(view: ReviewView, memorial: Memorial, services: Services) -> list[Row]:
    version, remembrance = view.version, view.remembrance
    kind = str(words.KINDS.get(view.clear.kind, view.clear.kind))
    rows = [
        Row(_("About"), str(words.ABOUT[remembrance.about.value])),
        Row(_("Kind"), [f"{kind}, {words.characters(len(version.story))}", words.language_words(version.language)]),
        Row(_("Labels"), words.flag_words(_flags_now(view, memorial)) or _("none")),
        Row(_("Who may see it"), _seen(view)),
        Row(_("The name"), words.name_words(version)),
        Row(_("Signature"), words.signature_words(version)),
        Row(pgettext("who sent it", "From"), _sender(view)),
        Row(_("Waiting"), words.since_words(view.clear.waiting_since, services.now())),
    ]
    if wished := reads.beside_whom(services, memorial.id, version):
        said = [f"{name} ({KINSHIP[wish.kinship]})" for wish, name in wished]
        rows.append(Row(_("Asks to stand beside"), said))
    given = [text for text in (version.named.name_other, *_facts(view)) if text] if version.named else []
    if given:
        rows.insert(1, Row(_("As the family wrote it"), given))
    return rows


def _flags_now(view: ReviewView, memorial: Memorial) -> tuple[Flag, ...]:
    """Labels as the words raise them today: lines may have come to the list, or left it, since the text was sent."""
    version = view.version
    files = [kept for one in version.files if (kept := view.remembrance.kept_file(one.file_id))]
    found = flags_for(Texts.of_version(version), files, memorial.added_words)
    return tuple(sorted(moderation.flags_of(moderation.relabelled(version, found))))


def _facts(view: ReviewView) -> list[str]:
    named = view.version.named
    if named is None:
        return []
    found = []
    if named.called:
        found.append(_("called: %(text)s", text=" · ".join(named.called)))
    found += [_("born: %(text)s", text=text) for text in (named.born, edtf_words(named.born_on)) if text]
    found += [_("died: %(text)s", text=text) for text in (named.died, edtf_words(named.died_on)) if text]
    return [*found, named.place]


def _seen(view: ReviewView) -> list[str]:
    day = view.version.grants.not_before()
    said = [words.audience_words(view.version)]
    return [*said, _("Not before %(day)s", day=date_words(day))] if day else said


def _sender(view: ReviewView) -> list[str]:
    """The name where visitors shall read it in full; else that there is one, kept sealed."""
    version = view.version
    relation = str(words.RELATIONS[version.relation.value]) if version.relation else ""
    shown = version.grants.audience(Scope.CONTRIBUTOR_NAME) > Audience.RESEARCH
    full = shown and version.grants.rendering(Scope.CONTRIBUTOR_NAME) is Rendering.FULL
    sealed = _("a name, kept sealed") if version.contributor_name else ""
    name = version.contributor_name if full else sealed
    return [part for part in (name, relation, _given_with(view)) if part] or [_("not said")]


def _given_with(view: ReviewView) -> str:
    """How it came, where its sender did not fill in the form alone. Who helped is opened like any identity."""
    given = view.remembrance.given_with
    if given is None:
        return ""
    if given.serial:
        return _("paper form %(number)s", number=f"\u2068{grouped(given.serial)}\u2069")
    return _("filled in with help")


def _opening(view: ReviewView, member: StaffMember, memorial: Memorial) -> list[tuple[str, str]]:
    """The reasons that an editor may give for opening who sent it; none where there is nothing to open."""
    helper = view.remembrance.given_with.helper if view.remembrance.given_with else ""
    known = bool(view.version.contributor_name or view.remembrance.email or helper)
    may = member.is_editor(memorial.id) and known
    return [(code.value, str(said)) for code, said in words.OPENING_REASONS.items()] if may else []


def _labels(view: ReviewView, memorial: Memorial) -> list[str]:
    """What the reader should be ready for, said before any word of it is shown. Never whose people it is about."""
    version = view.version
    texts = (version.story, *(one.caption for one in version.files))
    kinds = {label.kind for text in texts for label in labels_in(text, memorial.added_words)}
    found = [str(sentence) for kind, sentence in words.LABEL_SENTENCES.items() if kind in kinds]
    if Flag.GRAPHIC_SAID in version.flags:
        found.insert(0, _("The sender says that it tells of violence or great pain."))
    names = version.named.spellings if version.named else ()
    odd = [word for name in names for word in odd_words(name)]
    found += [_("A letter in “%(word)s” may be from another alphabet.", word=f"\u2068{word}\u2069") for word in odd]
    if odd_words(version.contributor_name):
        found.append(_("A letter in the sender's name may be from another alphabet."))
    if Flag.UNUSUAL_SIGNS in version.flags and not odd and not odd_words(version.contributor_name):
        found.append(_("A name or the text was sent with characters that nobody sees. They are taken out."))
    return found + _objected(view)


def _objected(view: ReviewView) -> list[str]:
    """What two people upheld before; that it stays hidden is said where this version still says the same."""
    found, record, objection = [], view.remembrance, _("Objection")
    for hold in record.objections:
        if hold.state is ObjectionState.UPHELD:
            what = f"{objection}: {element_words(hold.element)}, {words.GROUNDS[hold.ground]}"
            stays = replace(record, objections=(hold,)).objected(view.version, hold.element)
            found.append(f"{what} ({STATES[hold.state]})" if stays else what)
    return found


def _hints(view: ReviewView, member: StaffMember, memorial: Memorial) -> list[str]:
    """What the reader should know before deciding, in sentences."""
    version, hints = view.version, []
    if view.remembrance.published is not None and view.remembrance.published.number != version.number:
        hints.append(_("A version of this is published. It stays as it is until this one is accepted."))
    if Flag.SENDER_UNDER_AGE in version.flags:
        hints.append(_("The sender says they are under 16.") + " " + words.guardian_words(version))
    if Flag.ON_PAPER in version.flags and member.id == view.remembrance.witness:
        hints.append(said("others_compare_the_sheet"))
    elif view.four_eyes:
        hints += _two_people(view, member, memorial)
    elif version.passed_by:
        hints.append(_("Another reader asked for a second opinion."))
    if member.id in view.remembrance.declined_by:
        hints.append(said("another_reader_decides_an_appeal"))
    elif view.remembrance.appeals:
        hints.append(_("The sender appealed. Please look at it with fresh eyes."))
    return hints


def _two_people(view: ReviewView, member: StaffMember, memorial: Memorial) -> list[str]:
    if view.alone:
        return [_("Its labels ask for two people. Only one may decide here, so it stays in the archive.")]
    if member.id in view.version.accepted_by:
        return [_("You have accepted it. A second editor must agree before anybody sees it.")]
    if view.version.accepted_by:
        return [_("One of two has agreed. If you accept, it is published.")]
    if not moderation.FOUR_EYES & moderation.flags_of(view.version):
        return [_("This memorial wants two editors to accept whatever becomes public.")]
    if not member.is_editor(memorial.id):
        return [_("Its labels ask for two editors. If you accept, it goes on to them.")]
    return [_("Its labels ask for two editors. If you accept, it waits for the second.")]


def _found(view: ReviewView, index: int) -> tuple[str, str, str]:
    """The words before a place where the private name seems to stand, the place itself, the words after it."""
    span = view.mentions[index]
    text = view.version.story
    if span.field != "story":
        shown = view.version.file(span.field.removeprefix("caption:"))
        text = shown.caption if shown else ""
    around = 30
    return (
        text[max(0, span.start - around) : span.start],
        text[span.start : span.end],
        text[span.end : span.end + around],
    )


def _person_words(person: Person) -> str:
    facts = [fact.value for fact in person.facts if fact.kind in ("born", "died", "place")]
    return ", ".join([*person.all_names(), *facts]) or _("A person without a name yet")


def consequences(services: Services, member: StaffMember, view: ReviewView) -> dict[str, str]:
    return {
        Decision.ACCEPT.value: _if_accepted(services, member, view),
        Decision.SUGGEST.value: _("The sender sees your words beside their own, and takes them or not."),
        Decision.ASK.value: _("The sender reads your question and answers when they come back."),
        Decision.KEEP.value: _("Nobody outside sees it. The sender reads why, and may appeal."),
        Decision.SECOND.value: _("Another reader looks at it. Your message stays at the desk."),
        Decision.DECLINE.value: _("It is not published. The sender reads the reason and your message, and may appeal."),
    }


def _if_accepted(services: Services, member: StaffMember, view: ReviewView) -> str:
    if minors.waits_for_guardian(view.version):
        return _("It stays in the closed archive. If a guardian agrees later, it comes back, and two people decide.")
    if moderation.ceiling_of(view.version) <= Audience.RESEARCH:
        return _("It stays in the closed archive.")
    seen = min(view.version.grants.audience(Scope.TEXT), view.memorial.ceiling)
    if seen <= Audience.RESEARCH:
        return _("It stays in the closed archive, as the sender chose. Nobody outside sees it.")
    if view.four_eyes and view.alone:
        return _("It stays in the archive: it needs two people.")
    if view.four_eyes and not (set(view.version.accepted_by) - {member.id}):
        return _("It waits for a second editor.")
    minutes = int(services.limits.undo.total_seconds() // 60)
    if not minutes:
        return _("It is published at once.")
    return ngettext(
        "It is published in %(count)s minute. Until then any reader here can undo it.",
        "It is published in %(count)s minutes. Until then any reader here can undo it.",
        minutes,
        count=words.count_words(minutes),
    )


def _history(remembrance: Remembrance, zone: str) -> list[tuple[str, str]]:
    return [
        (
            _("Version %(number)s", number=words.count_words(version.number)),
            f"{words.moment_words(version.state_since or version.made_at, zone)} · {words.STATES[version.state.value]}",
        )
        for version in reversed(remembrance.versions)
    ]


def decided_words(remembrance: Remembrance, zone: str) -> str:
    """Where it stands after a decision, in one sentence."""
    version = remembrance.pending or remembrance.latest
    if remembrance.standing is not Standing.OPEN:
        return _("It is now: %(state)s.", state=words.STATES[remembrance.status])
    if version.state is VersionState.ACCEPTED and version.publish_at is not None:
        return _("Will be published at %(time)s.", time=words.clock_words(version.publish_at, zone))
    if version.state is VersionState.ACCEPTED:
        why = words.reason_words(version.reason)
        return _("It stays in the archive: %(why)s.", why=why) if why else _("It stays in the closed archive.")
    if version.state is VersionState.IN_REVIEW and version.accepted_by:
        return _("One of two has agreed. It waits for a second editor.")
    if version.state is VersionState.IN_REVIEW and version.passed_by:
        return _("It waits for another reader.")
    return _("It is now: %(state)s.", state=words.STATES[version.state.value])
