"""`/receipt/record` and `/receipt/everything.zip`: the consent record to print, to check, and all to take along."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.adapters.attesting import fingerprint
from memorial.adapters.consent_archive import DATA, RECORD, words_path
from memorial.adapters.consent_json import signed_record
from memorial.adapters.consent_verify import schema_path
from memorial.adapters.zip_stream import Entry, stream_zip
from memorial.application.consent_record import ConsentRecord, consent_record
from memorial.application.everything import Everything, described, everything, file_parts, stored
from memorial.domain.errors import NotFound
from memorial.web.contribute import session as here
from memorial.web.contribute.frame import neutral_page, parts, services, show_receipt
from memorial.web.contribute.receipt_pages import language_here
from memorial.web.contribute.receipt_view import thread_lines
from memorial.web.contribute.record_words import holding_now, moments, notices, wordings
from memorial.web.contribute.steps import see_other
from memorial.web.page import Link
from memorial.web.surface import date_words

records = Blueprint("records", __name__)


@records.get("/receipt/record")
def record_page() -> ResponseReturnValue:
    return _with(lambda code: _page(consent_record(services(), code)))


@records.get("/receipt/record.json")
def record_json() -> ResponseReturnValue:
    return _with(lambda code: _attached(_json(consent_record(services(), code)), "application/json", RECORD))


@records.get("/receipt/everything.zip")
def take_along() -> ResponseReturnValue:
    """Written while it is sent; what is erased meanwhile breaks it off, so that nobody takes a part for the whole."""
    return _with(lambda code: _attached(_zip(everything(services(), code)), "application/zip", "remembrance.zip"))


def _with(answer: Callable[[str], Response]) -> ResponseReturnValue:
    """Without a receipt in this browser, and with a code that can only hide, the way leads to the box for a code."""
    code = here.receipt_code()
    try:
        return answer(code) if code else see_other("/receipt")
    except NotFound:
        return see_other("/receipt")


def _attached(body: Any, kind: str, name: str) -> Response:
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(record: ConsentRecord) -> Response:
    language = language_here(record.memorial)
    return show_receipt(
        "record",
        _("What you agreed to"),
        language=language,
        memorial=record.memorial,
        back=Link(_("Back"), "/receipt"),
        **_shown(record),
    )


def _shown(record: ConsentRecord) -> dict[str, Any]:
    return {
        "issued": record.issued_on,
        "controller": record.memorial.controller,
        "moments": moments(record),
        "holding": holding_now(record),
        "standing": record.remembrance.standing.value,
        "wordings": wordings(record),
        "notices": notices(record),
        "key": fingerprint(services().attestor.public_key),
    }


def _json(record: ConsentRecord) -> bytes:
    address = f"{parts().settings.public_url}/receipt"
    document = signed_record(record, services().attestor, exercised_at=address)
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def _zip(of: Everything) -> Iterator[bytes]:
    """All texts are made now, while the language of the request is known; files are read when their turn comes."""
    language_here(of.record.memorial)
    today, texts = of.record.issued_on, _texts(of)
    files = [Entry(part.path, today, stored(services(), part)) for part in file_parts(of.record.remembrance)]
    return stream_zip([*(_text_entry(path, today, text) for path, text in texts.items()), *files])


def _text_entry(path: str, day: date, text: str | bytes) -> Entry:
    return Entry(path, day, [text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")])


def _texts(of: Everything) -> dict[str, str | bytes]:
    record = of.record
    found: dict[str, str | bytes] = {
        "README.txt": _readme(of),
        RECORD: _json(record),
        "consent-record.html": _printable(record),
        "consent-record-schema.json": schema_path().read_bytes(),
        DATA: json.dumps(described(of), ensure_ascii=False, indent=1),
        "messages.txt": _messages(record),
    }
    for version in record.remembrance.versions:
        found[words_path(version.number)] = version.content_text
        found[f"words/version-{version.number}.txt"] = version.story
    return found


def _printable(record: ConsentRecord) -> str:
    """The same page on its own: no style sheet, nothing that it would have to fetch."""
    page = neutral_page(_("What you agreed to"), language_here(record.memorial))
    page.extra.update(_shown(record))
    return render_template("contribute/record_alone.html", page=page)


def _messages(record: ConsentRecord) -> str:
    lines = thread_lines(record.remembrance, record.memorial)
    said = [f"{date_words(line.day)} · {line.author}\n{line.text}\n" for line in lines]
    return "\n".join(said) or _("There are no messages.")


def _readme(of: Everything) -> str:
    lines = [
        _("All that we keep under your code, as it was on %(day)s.", day=date_words(of.record.issued_on)),
        "",
        _("README.txt: this page."),
        _("consent-record.html: what you agreed to, in plain words, to read and to print."),
        _("consent-record.json: the same for programs, signed. consent-record-schema.json says how it is written."),
        _("words: every version of your words. The files that end in .json are the exact text that you agreed to."),
        _("files: each file as you gave it, and the smaller copies that we made of your photographs."),
        _("messages.txt: what you and our readers wrote to each other."),
        _("data.json: all of it for programs, with your e-mail address if you left one."),
        "",
        _("Notes that readers write for each other are not in here. Names of readers are not, unless they signed."),
        _("Anyone can check the record with the program of this memorial: memorial verify FILE"),
        _("The key of this memorial is: %(key)s", key=fingerprint(services().attestor.public_key)),
        _("Keep this where only you can find it."),
        "",
    ]
    return "\r\n".join(lines)
