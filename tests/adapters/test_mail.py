"""Notes by electronic mail: what they say, to whom, how often, and what a failing server does to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from memorial import bootstrap
from memorial.adapters.mail.letters import Letters, one_address
from memorial.adapters.mail.smtp import SmtpSender
from memorial.application import jobs, receipt
from memorial.application.mail import send_waiting
from memorial.application.ports.mail import Note, NotSent, PerhapsSent, SendNote
from memorial.application.ports.store import OutboxNote
from memorial.settings import load_settings, project_folder
from memorial.vocabulary import Decision, Risk
from tests.installations import TestInstallation, installation
from tests.servers.smtp import SmtpServer, Step

ADDRESS = "relative@example.org"
SENDER = "memorial@keepers.example"


@pytest.fixture
def here(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


@pytest.fixture
def send(smtp_server: SmtpServer) -> SendNote:
    letters = Letters(
        project_folder("templates") / "mail", sender=SENDER, receipt_url="https://keepers.example/receipt"
    )
    return SmtpSender(smtp_server.url, letters, seconds=5)


def asked(here: TestInstallation, address: str = ADDRESS) -> str:
    """A remembrance whose sender left an address, and about which a reader asked; its code."""
    code, given = here.give(person_name="Zephyrine Quillfeather", story="A canary named Orpiment sang.")
    # Past the form's own check, so that what is tested here stands alone.
    with here.services.unit_of_work() as uow:
        uow.remembrances.save(replace(uow.remembrances.get(given.memorial_id, given.id), email=address))
        uow.commit()
    here.decide(given, Decision.ASK, message="Which pier was it? Vermiculite.")
    return code


def outbox(here: TestInstallation) -> list[OutboxNote]:
    with here.services.unit_of_work(read_only=True) as uow:
        return list(uow.outbox.listed(here.memorial.id, limit=100))


def later(here: TestInstallation, send: SendNote, *, rounds: int = 12, hours: float = 1) -> None:
    for _ in range(rounds):
        here.clock.pass_by(hours=hours)
        send_waiting(here.services, send)


def test_a_note_reaches_its_one_recipient_and_is_neutral(
    here: TestInstallation, send: SendNote, smtp_server: SmtpServer
) -> None:
    code = asked(here)

    sent = send_waiting(here.services, send)

    (received,) = smtp_server.messages
    assert (sent, received.recipients, received.sender) == (1, (ADDRESS,), SENDER)
    text = received.raw.decode() + str(received.message["Subject"]) + received.message.get_content()
    for canary in ("Zephyrine", "Quillfeather", "Orpiment", "Vermiculite", "harbour", "Ayla", code, here.memorial.id):
        assert canary not in text
    assert "https://keepers.example/receipt\n" in received.message.get_content().replace("\r\n", "\n")
    assert received.message["Auto-Submitted"] == "auto-generated"
    assert [note.state for note in outbox(here)] == ["sent"]


def test_a_note_speaks_the_language_of_its_recipient(here: TestInstallation, send: SendNote) -> None:
    letters = Letters(project_folder("templates") / "mail", sender=SENDER, receipt_url="")

    english, arabic = (letters.write(Note("1", "answer", code), ADDRESS) for code in ("en", "ar"))

    assert english["Subject"] == "There is an answer for you"
    assert arabic["Content-Language"] == "ar"
    assert "receipt" not in english.get_content()


def test_a_sent_note_is_not_sent_again(here: TestInstallation, send: SendNote, smtp_server: SmtpServer) -> None:
    asked(here)

    later(here, send)

    assert len(smtp_server.messages) == 1


@pytest.mark.parametrize("step", list(Step))
def test_a_server_that_is_busy_is_asked_again_later(
    here: TestInstallation, send: SendNote, smtp_server: SmtpServer, step: Step
) -> None:
    asked(here)
    smtp_server.refuse("451 4.3.2 try again later", at=step)

    assert send_waiting(here.services, send) == 0
    assert [(note.state, note.problem) for note in outbox(here)] == [("waiting", "smtp_451")]
    smtp_server.accept()
    assert send_waiting(here.services, send) == 0, "not before its time"
    later(here, send)

    assert len(smtp_server.messages) == 1


@pytest.mark.parametrize("step", list(Step))
def test_a_refusal_for_good_is_not_repeated(
    here: TestInstallation, send: SendNote, smtp_server: SmtpServer, step: Step
) -> None:
    asked(here)
    smtp_server.refuse("550 5.1.1 nobody here", at=step)
    send_waiting(here.services, send)
    smtp_server.accept()

    later(here, send)

    assert [(note.state, note.problem) for note in outbox(here)] == [("failed", "smtp_550")]
    assert smtp_server.messages == ()


def test_where_nobody_knows_whether_it_arrived_it_is_sent_once_more_and_never_a_third_time(
    here: TestInstallation, send: SendNote, smtp_server: SmtpServer
) -> None:
    asked(here)
    smtp_server.drop_after_data()

    send_waiting(here.services, send)
    later(here, send)

    assert len(smtp_server.unanswered) == 2
    assert [note.state for note in outbox(here)] == ["sent"]
    ids = {message.message["Message-ID"] for message in smtp_server.unanswered}
    assert len(ids) == 1, "a mailbox can tell that both are the same note"


class Crash(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("handed_over", [True, False])
def test_after_a_crash_while_sending_the_note_arrives_once_or_twice(
    here: TestInstallation, send: SendNote, smtp_server: SmtpServer, handed_over: bool
) -> None:
    asked(here)

    with pytest.raises(Crash):
        send_waiting(here.services, dying(send if handed_over else None))
    later(here, send)

    assert len(smtp_server.messages) == (2 if handed_over else 1)
    assert [note.state for note in outbox(here)] == ["sent"]


def test_however_often_it_crashes_nobody_gets_a_third_note(
    here: TestInstallation, send: SendNote, smtp_server: SmtpServer
) -> None:
    asked(here)

    for _ in range(8):
        with suppress(Crash):
            send_waiting(here.services, dying(send))
        here.clock.pass_by(minutes=30)

    assert len(smtp_server.messages) == 2
    assert [note.state for note in outbox(here)] == ["sent"]


def dying(send: SendNote | None) -> SendNote:
    """Sends, or does not, and ends the process before that can be noted."""

    def sent(note: Note, address: str) -> None:
        if send is not None:
            send(note, address)
        raise Crash

    return sent


def test_a_server_that_is_not_there_is_tried_again(here: TestInstallation, smtp_server: SmtpServer) -> None:
    asked(here)
    letters = Letters(project_folder("templates") / "mail", sender=SENDER, receipt_url="")
    nobody = SmtpSender("smtp://127.0.0.1:9", letters, seconds=1)

    send_waiting(here.services, nobody)

    assert [note.state for note in outbox(here)] == ["waiting"]


@pytest.mark.parametrize("action", ["withdraw", "erase"])
def test_nothing_is_sent_after_it_was_taken_back(
    here: TestInstallation, send: SendNote, smtp_server: SmtpServer, action: str
) -> None:
    code = asked(here)
    receipt.act(here.services, code, action, {})

    send_waiting(here.services, send)
    later(here, send)

    assert smtp_server.messages == ()
    assert all(note.state == "dropped" for note in outbox(here))


def test_nothing_is_sent_where_mail_could_endanger(
    here: TestInstallation, send: SendNote, smtp_server: SmtpServer
) -> None:
    asked(here)
    with here.services.unit_of_work() as uow:
        uow.memorials.save(replace(uow.memorials.get(here.memorial.id), risk=Risk.HIGH))
        uow.commit()

    send_waiting(here.services, send)

    assert smtp_server.messages == ()


def test_what_was_sent_or_not_is_forgotten_after_a_fortnight(here: TestInstallation) -> None:
    asked(here)
    here.clock.pass_by(days=13)
    jobs.forget_mail(here.services)
    kept = len(outbox(here))
    here.clock.pass_by(days=2)
    jobs.forget_mail(here.services)

    assert (kept, outbox(here)) == (1, [])


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: all@example.org",
        "a@example.org\nSubject: x",
        "a@example.org, b@example.org",
        "a@example.org;b@example.org",
        "A Name <a@example.org>",
        "a@example.org>\x00",
        "a b@example.org",
        "no-address",
        "@example.org",
        "a@",
        '"a b"@example.org',
        "a" * 300 + "@example.org",
        "a@example.org\u2028Bcc: x@example.org",
    ],
)
def test_what_is_not_exactly_one_address_is_never_written_to(
    here: TestInstallation, send: SendNote, smtp_server: SmtpServer, address: str
) -> None:
    with pytest.raises(NotSent) as refused:
        one_address(address)
    asked(here, address)
    send_waiting(here.services, send)

    assert not refused.value.again
    assert smtp_server.messages == ()
    assert [(note.state, note.problem) for note in outbox(here)] == [("failed", "not_an_address")]


def test_an_address_of_another_script_is_written_to(
    here: TestInstallation, send: SendNote, smtp_server: SmtpServer
) -> None:
    asked(here, "жанна@example.org")

    send_waiting(here.services, send)

    (received,) = smtp_server.messages
    assert received.recipients == ("жанна@example.org",)


def test_a_password_is_not_sent_in_the_clear_to_another_machine() -> None:
    letters = Letters(project_folder("templates") / "mail", sender=SENDER, receipt_url="")
    sender = SmtpSender("smtp://user:secret@mail.example:25", letters)

    class Plain:
        def ehlo_or_helo_if_needed(self) -> None: ...

        def has_extn(self, name: str) -> bool:
            return False

    with pytest.raises(NotSent) as refused:
        sender._greet(Plain())  # type: ignore[arg-type]

    assert refused.value.code == "no_tls_for_the_password"


def test_mail_waits_where_it_is_not_configured(here: TestInstallation) -> None:
    asked(here)

    assert bootstrap.mailer(load_settings({})) is None
    assert [note.state for note in outbox(here)] == ["waiting"]


def test_an_unknown_kind_of_note_is_given_up_with_its_reason(send: SendNote) -> None:
    with pytest.raises(NotSent) as refused:
        send(Note("1", "no-such-note", "en"), ADDRESS)

    assert (refused.value.code, refused.value.again) == ("no_such_note", False)


def test_doubt_is_told_apart_from_refusal(send: SendNote, smtp_server: SmtpServer) -> None:
    smtp_server.drop_after_data()

    with pytest.raises(PerhapsSent):
        send(Note("1", "answer", "en"), ADDRESS)
