"""What a note says: a neutral subject and body in the recipient's language, without a name, a title or a code."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from memorial.adapters.phrases import translations
from memorial.application.ports.mail import Note, NotSent


class Letters:
    """Writes notes from the templates of one folder. `receipt_url` is '' where the program has no public address."""

    def __init__(self, folder: Path, *, sender: str, receipt_url: str) -> None:
        self._sender, self._receipt_url = sender, receipt_url
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            extensions=["jinja2.ext.i18n"],
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - plain text; nothing that anybody typed goes in
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, note: Note, address: str) -> EmailMessage:
        """Raises `NotSent` for an address that is none, and for a note that has no template."""
        message = EmailMessage(policy=SMTP)
        subject, body = self._texts(note)
        message["From"] = self._sender
        message["To"] = one_address(address)
        message["Subject"] = subject
        message["Message-ID"] = f"<{note.id}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        message["Content-Language"] = note.language
        return message

    @property
    def domain(self) -> str:
        return self._sender.rpartition("@")[2]

    def _texts(self, note: Note) -> tuple[str, str]:
        """The first line of a template is the subject; the body begins after the empty line below it."""
        overlay = self._templates.overlay()
        overlay.install_gettext_translations(translations(note.language), newstyle=True)  # type: ignore[attr-defined]
        try:
            text = overlay.get_template(f"{note.template}.txt").render(receipt_url=self._receipt_url)
        except TemplateNotFound:
            raise NotSent("no_such_note", again=False) from None
        subject, _, body = text.partition("\n\n")
        return " ".join(subject.split()), body.strip() + "\n"


def one_address(typed: str) -> Address:
    """Exactly one address, without a display name. Raises `NotSent` for anything else."""
    bare = typed.strip()
    odd = any(character in ',;<>"()[]\\' or character.isspace() or not character.isprintable() for character in bare)
    try:
        if odd or bare.count("@") != 1 or len(bare) > 254:
            raise ValueError
        local, _, domain = bare.partition("@")
        if not local or not domain:
            raise ValueError
        return Address(username=local, domain=domain)
    except (ValueError, IndexError):
        raise NotSent("not_an_address", again=False) from None
