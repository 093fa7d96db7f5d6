"""How each thing is asked for over HTTP, and what the answer was: seen or not, changed or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from werkzeug.test import Client, TestResponse

from tests.authorization.reference import EMBARGO_DAYS
from tests.authorization.town import SLUG, Thing, Town

ALL_PAGES = {
    "wall": f"/en/{SLUG}/wall",
    "names": f"/en/{SLUG}/names",
    "feed": f"/en/{SLUG}/feed.atom",
    "sitemap": f"/sitemap.xml?of={SLUG}",
    "queue": f"/desk/queue?memorial={SLUG}",
    "published": f"/desk/published?memorial={SLUG}",
    "archive": f"/desk/archive?memorial={SLUG}",
}
"""Pages on which many stand: fetched once by each actor, and read for every thing."""

OWN_PAGES = (
    "remembrance", "person", "plaque", "media", "search", "receipt", "receipt_words", "receipt_choices",
    "receipt_return", "receipt_erase", "receipt_file", "share_say", "share_check", "share_save", "share_file",
    "review", "ask", "decided", "desk_media", "published_find", "person_record", "guardian",
)  # fmt: skip

DECISIONS = ("accept", "ask", "suggest", "keep", "decline", "decline_denial", "second")
REVIEW_ACTS = ("claim", "pass", "undo")
SHOWN_ACTS = ("pause", "resume", "remove")
DESK_ACTS = (*DECISIONS, *REVIEW_ACTS, *SHOWN_ACTS, "identity", "write")
RECEIPT_ACTS = (
    "hide", "show", "unsign", "withdraw", "return", "keep_sealed", "erase", "message", "change_words", "change_narrow",
    "change_wide", "agree", "refuse", "appeal", "extend",
)  # fmt: skip

GUARDIAN_ACTS = ("guardian_agree", "guardian_refuse", "guardian_take_back")


@dataclass(frozen=True)
class Done:
    """What an act did, by what lies in the database afterwards."""

    answer: TestResponse
    changed: bool
    others_changed: bool
    status: str
    visible: bool | None
    """To anyone; None where it was not looked for."""
    entries: list[tuple[str, str, str, str]]


def client_for(town: Town, actor: str, thing: Thing) -> tuple[Client, str]:
    """The actor's browser and its form token."""
    if actor == "sender":
        # An erasure makes this browser forget the code.
        town.senders[thing.key].set_cookie("memorial", town.cookies[thing.key])
        return town.senders[thing.key], town.tokens[thing.key]
    if actor == "other_sender":
        other = f"{'declined' if thing.state != 'declined' else 'asked'}/public"
        return town.senders[other], town.tokens[other]
    if actor == "guardian":
        client = town.guardians.get(thing.key)
        return (client, town.tokens[f"guardian of {thing.key}"]) if client else client_for(town, "wrong_code", thing)
    return town.client_of[actor], town.tokens.get(actor, "none")


def address(page: str, thing: Thing) -> str:
    """Where it would be found. An id that is not known is one that never was."""
    never = "0" * 32
    record, person, file_id = thing.record_id or never, thing.person_id or never, thing.file_id or never
    return {
        "remembrance": f"/en/{SLUG}/remembrances/{record}",
        "person": f"/en/{SLUG}/people/{person}",
        "plaque": f"/p/{person}",
        "media": f"/media/{thing.media or never + '.webp'}",
        "search": f"/en/{SLUG}/search?q={thing.word}",
        "receipt": "/receipt",
        "guardian": "/receipt",
        "receipt_words": "/receipt/words",
        "receipt_choices": "/receipt/choices",
        "receipt_return": "/receipt/return",
        "receipt_erase": "/receipt/erase",
        "receipt_file": f"/receipt/file/{file_id}/card.jpeg",
        "share_say": f"/en/{SLUG}/share/say",
        "share_check": f"/en/{SLUG}/share/check",
        "share_save": f"/en/{SLUG}/share/save",
        "share_file": f"/en/{SLUG}/share/file/{file_id}/card.jpeg",
        "review": f"/desk/review/{SLUG}/{record}",
        "ask": f"/desk/ask/{SLUG}/{record}",
        "decided": f"/desk/decided/{SLUG}/{record}",
        "desk_media": f"/desk/media/{SLUG}/{record}/{file_id}/card.jpeg",
        "person_record": f"/desk/persons/{SLUG}/{person}",
        "published_find": f"/desk/published?memorial={SLUG}&find={record}",
    }[page]


def applies(page: str, thing: Thing) -> bool:
    """Files are asked for where there is one; a place of its own has only what was accepted once."""
    if page in ("receipt_file", "desk_media", "share_file"):
        return bool(thing.file_id)
    return bool(thing.media) if page == "media" else True


def seen(page: str, answer: TestResponse, thing: Thing) -> bool:
    """Whether the answer shows it."""
    if page == "plaque":
        return answer.status_code == 302 and answer.headers["Location"].endswith(thing.person_id or "none")
    if answer.status_code != 200:
        return False
    if page in ("media", "receipt_file", "desk_media", "share_file"):
        return str(answer.mimetype).startswith("image/")
    if page in ("receipt", "receipt_words", "receipt_choices", "receipt_return", "receipt_erase", "share_check"):
        # Without the right code these are the page that asks for one, or lead there.
        return 'name="code"' not in answer.text
    if page == "share_save":
        return "data-receipt" in answer.text
    if page in ("sitemap", "search"):
        return thing.record_id != "" and thing.record_id in answer.text
    return thing.word in answer.text or thing.name in answer.text


def forbidden_words(page: str, answer: TestResponse, thing: Thing) -> bool:
    """Whether a page that must not show it holds any of its words, whatever its status."""
    if str(answer.mimetype).startswith("image/"):
        return True
    text = answer.text
    # A search page repeats what was searched for.
    own = [thing.name] if page == "search" else [thing.name, thing.word]
    return any(word in text for word in own)


def form_of(town: Town, act: str, thing: Thing) -> tuple[str, dict[str, Any]]:
    """Where the form goes and what is in it, filled in so that nothing but a right can be missing."""
    if act in DECISIONS:
        return f"/desk/review/{SLUG}/{thing.record_id or '0' * 32}", _decision(act, thing)
    if act in REVIEW_ACTS:
        data = {"action": act, "version": str(thing.version)}
        return f"/desk/review/{SLUG}/{thing.record_id or '0' * 32}", data
    if act in SHOWN_ACTS:
        return f"/desk/published/{SLUG}/{thing.record_id or '0' * 32}", {"action": act, "message": "It must be so."}
    if act == "identity":
        return f"/desk/identity/{SLUG}/{thing.record_id or '0' * 32}", {"reason": "answer_the_sender"}
    if act == "write":
        return f"/desk/ask/{SLUG}/{thing.record_id or '0' * 32}", _decision(act, thing)
    if act in GUARDIAN_ACTS:
        return "/receipt", {"action": act.removeprefix("guardian_"), "version": str(thing.version)}
    return "/receipt", _receipt(town, act)


def _decision(act: str, thing: Thing) -> dict[str, Any]:
    given = {
        "decision": "decline" if act == "decline_denial" else act,
        "version": str(thing.version),
        "revision": str(thing.revision),
        "names_looked_for": "y",
        "message": "A word to the sender.",
        "confirmed": "yes",
        # Nothing that a form can carry says who may see it.
        "audience": "public",
        "grants": "public",
        "staff_ceiling": "public",
        "publish_at": "2020-01-01",
    }
    if act == "suggest":
        given["suggestion"] = "She sang by the water."
    if act.startswith("decline"):
        given["reason"] = "denial" if act == "decline_denial" else "off_topic"
    return given


def _receipt(town: Town, act: str) -> dict[str, Any]:
    choices = {"person_name_shown": "full", "signature": "relation", "relation": "family"}
    if act == "change_words":
        return {"action": "change", "story": "It was at another bridge.", "story_language": "en"}
    if act == "change_narrow":
        return {"action": "change", "asked": "1", "audience": "archive", **choices}
    if act == "change_wide":
        # Wider than nothing, or the other way to be public: what is wider waits for a reader.
        return {"action": "change", "story": "More was said at another bridge.", "asked": "1", "audience": "public",
                **choices}  # fmt: skip
    data: dict[str, Any] = {"action": "keep" if act == "keep_sealed" else act}
    if act == "return":
        # Who comes back is asked for each file again; where there is none, nobody reads the answer.
        data |= {"asked": "1", "audience": "public", "file_1_publish": "yes", **choices}
    if act in ("message", "appeal"):
        data["message"] = "Please look again."
    if act == "extend":
        later = town.world.clock.at + timedelta(days=EMBARGO_DAYS + 100)
        data["embargo_until"] = later.date().isoformat()
    if act == "erase":
        data["confirm"] = "yes"
    return data


def do(town: Town, actor: str, act: str, thing: Thing, *, look: bool) -> Done:
    """`look`: whether it matters who sees it afterwards."""
    client, token = client_for(town, actor, thing)
    path, data = form_of(town, act, thing)
    before, count, mine, drafts = town.standing(), town.entries(), town.row_of(thing), town.drafts()
    answer = client.post(path, data={"csrf_token": token, **data})
    after, mine_now = town.standing(), town.row_of(thing)
    changed = mine != mine_now or (thing.state == "draft" and town.drafts() != drafts)
    entries = town.entries_after(count)
    if act == "identity":
        # Reading changes nothing but the log.
        changed = answer.status_code == 200 and [entry[2] for entry in entries] == ["done"]
    return Done(
        answer,
        changed,
        before != after and (not changed or act == "identity"),
        mine_now[0] if mine_now else "",
        _visible(town, thing) if look else None,
        entries,
    )


def _visible(town: Town, thing: Thing) -> bool:
    public = town.client_of["anonymous"].get(address("remembrance", thing))
    return seen("remembrance", public, thing) or (thing.record_id in public.text if thing.record_id else False)
