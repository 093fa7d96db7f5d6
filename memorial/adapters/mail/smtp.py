"""Hands one letter over by SMTP, and knows at each step whether it can have arrived."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import closing, suppress
from email.policy import SMTP, SMTPUTF8
from urllib.parse import unquote, urlsplit

from memorial.adapters.mail.letters import Letters
from memorial.application.ports.mail import Note, NotSent, PerhapsSent
from memorial.settings import is_loopback_host

SECONDS = 20.0


class SmtpSender:
    """Implements `SendNote`. `smtp://` turns to TLS when the server offers it, `smtps://` begins with it.

    A password goes only over TLS, or to this machine itself.
    """

    def __init__(self, url: str, letters: Letters, *, seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        self._host, self._tls = parts.hostname or "localhost", parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._letters, self._seconds = letters, seconds

    def __call__(self, note: Note, address: str) -> None:
        message = self._letters.write(note, address)
        sender, recipient = str(message["From"].addresses[0].addr_spec), str(message["To"].addresses[0].addr_spec)
        international = not (sender + recipient).isascii()
        content = message.as_bytes(policy=SMTPUTF8 if international else SMTP)
        try:
            with closing(self._connected()) as smtp:
                self._greet(smtp)
                if international and not smtp.has_extn("smtputf8"):
                    raise NotSent("address_not_supported", again=False)
                _require(smtp.mail(sender, ["SMTPUTF8"] if international else []))
                _require(smtp.rcpt(recipient))
                _hand_over(smtp, content)
                with suppress(OSError, smtplib.SMTPException):
                    smtp.quit()
        except (OSError, smtplib.SMTPException) as problem:
            raise NotSent(_code(problem), again=True) from None

    def _connected(self) -> smtplib.SMTP:
        # Without a name of its own smtplib would ask the resolver for this machine's, and tell it to the other side.
        name = self._letters.domain
        if self._tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, name, timeout=self._seconds, context=context)
        return smtplib.SMTP(self._host, self._port, name, timeout=self._seconds)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        secured = self._tls
        if not secured and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
            secured = True
        if self._user:
            if not secured and not is_loopback_host(self._host):
                raise NotSent("no_tls_for_the_password", again=True)
            smtp.login(self._user, self._password)


def _require(answer: tuple[int, bytes]) -> None:
    code = answer[0]
    if not 200 <= code < 300:
        raise NotSent(f"smtp_{code}", again=not 500 <= code < 600)


def _hand_over(smtp: smtplib.SMTP, content: bytes) -> None:
    """From the moment that the letter is on its way, only an answer tells whether it arrived."""
    try:
        answer = smtp.data(content)
    except smtplib.SMTPDataError as refused:
        _require((refused.smtp_code, b""))
        return
    except (OSError, smtplib.SMTPException):
        raise PerhapsSent from None
    _require(answer)


def _code(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"smtp_{problem.smtp_code}"
    return type(problem).__name__.lower()[:40]
