"""A real SMTP server on loopback that keeps what it gets, and can be told to refuse or to hang up."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.ports import LOOPBACK


class Step(StrEnum):
    """Where in a delivery the server may say no."""

    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    MESSAGE = "DATA"


@dataclass(frozen=True)
class ReceivedMessage:
    """One delivery: the envelope's addresses and the message, parsed and as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    raw: bytes


class SmtpServer:
    """An SMTP server in a thread of its own. It accepts everything until told otherwise, at any time."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._messages: list[ReceivedMessage] = []
        self._unanswered: list[ReceivedMessage] = []
        self._refusal: tuple[Step, str] | None = None
        self._hangs_up = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp-for-tests", daemon=True)
        self._server: asyncio.Server | None = None
        self.port = 0

    def __enter__(self) -> Self:
        # A socket that is already bound leaves no moment in which another program could take the port.
        listening = socket.create_server((LOOPBACK, 0))
        self.port = listening.getsockname()[1]
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(listening), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.port}"

    @property
    def messages(self) -> tuple[ReceivedMessage, ...]:
        """What was delivered and acknowledged, oldest first."""
        with self._arrived:
            return tuple(self._messages)

    @property
    def unanswered(self) -> tuple[ReceivedMessage, ...]:
        """What arrived whole but was never acknowledged, because the server hung up."""
        with self._arrived:
            return tuple(self._unanswered)

    def wait_for(self, count: int, seconds: float = 10) -> tuple[ReceivedMessage, ...]:
        """All messages as soon as there are `count`; AssertionError when they do not come in time."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self._messages) >= count, seconds)
            assert came, f"{len(self._messages)} of {count} messages came within {seconds} s"
            return tuple(self._messages)

    def accept(self) -> None:
        """Take everything (again)."""
        self._refusal = None
        self._hangs_up = False

    def refuse(self, reply: str, *, at: Step = Step.RECIPIENT) -> None:
        """Answer that step with `reply`, for example `451 4.3.2 try again later` or `550 5.1.1 nobody here`."""
        if reply[:1] not in {"4", "5"} or not reply[:3].isdigit():
            raise ValueError(f"a refusal begins with 4xx or 5xx, not {reply[:3]!r}")
        self._refusal = (at, reply)

    def drop_after_data(self) -> None:
        """Take whole messages, then hang up without a word: the client cannot know whether they arrived."""
        self._hangs_up = True

    # The three methods under this line are called by aiosmtpd, which finds them by name.

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        if refusal := self._refused(Step.SENDER):
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if refusal := self._refused(Step.RECIPIENT):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if refusal := self._refused(Step.MESSAGE):
            return refusal
        received = _received(envelope)
        if self._hangs_up:
            with self._arrived:
                self._unanswered.append(received)
            if isinstance(server.transport, asyncio.Transport):
                server.transport.abort()
            return "421 4.3.2 hanging up"
        with self._arrived:
            self._messages.append(received)
            self._arrived.notify_all()
        return "250 OK"

    def _refused(self, step: Step) -> str | None:
        refusal = self._refusal
        return refusal[1] if refusal is not None and refusal[0] is step else None

    async def _serve(self, listening: socket.socket) -> None:
        self._server = await self._loop.create_server(self._protocol, sock=listening)

    def _protocol(self) -> SMTP:
        # A given host name keeps aiosmtpd from asking the resolver for one.
        return SMTP(self, hostname="localhost", enable_SMTPUTF8=True, loop=self._loop)

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        conversations = asyncio.all_tasks() - {asyncio.current_task()}
        for conversation in conversations:
            conversation.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)


def _received(envelope: Envelope) -> ReceivedMessage:
    raw = envelope.original_content or b""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return ReceivedMessage(envelope.mail_from or "", tuple(envelope.rcpt_tos), message, raw)
