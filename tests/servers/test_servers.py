"""The servers that other tests lean on: each really starts, really answers, and is gone afterwards."""

from __future__ import annotations

import os
import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from tests.servers.application import MemorialServer, ServerFailed, run_memorial
from tests.servers.chromium import Visitor
from tests.servers.ports import LOOPBACK
from tests.servers.postgres import PostgresServer
from tests.servers.smtp import SmtpServer, Step


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def answer(url: str, question: str) -> object:
    with connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


# PostgreSQL


def test_postgresql_answers_and_folds_letters_of_other_scripts(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database("answers")

    assert str(answer(url, "select version()")).startswith("PostgreSQL 18")
    assert answer(url, "select lower('ŁÓDŹ ԵՐԵՎԱՆ')") == "łódź երևան".replace("և", "եվ")


def test_a_database_is_made_from_a_template_with_its_rows(postgres_server: PostgresServer) -> None:
    template = postgres_server.create_database("template_of_rows")
    with connect(template) as connection:
        connection.execute("create table word (text text)")
        connection.execute("insert into word values ('kept')")

    copy = postgres_server.create_database("copy_of_rows", template="template_of_rows")

    assert answer(copy, "select text from word") == "kept"


def test_a_dropped_database_is_gone_though_somebody_is_connected(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database("dropped")
    with connect(url):
        postgres_server.drop_database("dropped")

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(url)


def test_a_login_enters_with_its_password_only_and_reads_nothing_ungranted(postgres_server: PostgresServer) -> None:
    owner = postgres_server.create_database("for_a_login")
    postgres_server.create_login("reader", "a pass/word'@")
    with connect(owner) as connection:
        connection.execute("create table private_word (text text)")

    url = postgres_server.url("for_a_login", login="reader", password="a pass/word'@")

    assert answer(url, "select current_user") == "reader"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        answer(url, "select * from private_word")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(postgres_server.url("for_a_login", login="reader", password="wrong"))


@pytest.mark.postgres
@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_postgresql_starts_where_user_namespaces_are_forbidden() -> None:
    with PostgresServer(user_namespaces=False) as server:
        url = server.create_database("as_nobody")

        assert answer(url, "select 1") == 1


@pytest.mark.postgres
def test_a_stopped_postgresql_leaves_no_process_and_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with PostgresServer() as server:
        assert list(tmp_path.iterdir())

    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, server.port), timeout=5)


# SMTP


def send(server: SmtpServer) -> None:
    message = EmailMessage()
    message["Subject"] = "Nachricht für Sie"
    message.set_content("Ein Wort.")
    with smtplib.SMTP(LOOPBACK, server.port, timeout=5) as client:
        client.send_message(message, "from@memorial.example", ["one@memorial.example", "two@memorial.example"])


def test_smtp_keeps_the_message_and_its_envelope(smtp_server: SmtpServer) -> None:
    send(smtp_server)

    (received,) = smtp_server.wait_for(1)

    assert received.sender == "from@memorial.example"
    assert received.recipients == ("one@memorial.example", "two@memorial.example")
    assert received.message["Subject"] == "Nachricht für Sie"
    assert received.message.get_content() == "Ein Wort.\r\n"
    assert smtp_server.url == f"smtp://127.0.0.1:{smtp_server.port}"


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        (Step.SENDER, smtplib.SMTPSenderRefused),
        (Step.RECIPIENT, smtplib.SMTPRecipientsRefused),
        (Step.MESSAGE, smtplib.SMTPDataError),
    ],
)
def test_smtp_refuses_at_the_step_it_was_told_and_then_accepts_again(
    step: Step, refusal: type[Exception], smtp_server: SmtpServer
) -> None:
    smtp_server.refuse("451 4.3.2 try again later", at=step)
    with pytest.raises(refusal, match="451"):
        send(smtp_server)
    assert smtp_server.messages == ()

    smtp_server.accept()
    send(smtp_server)

    assert len(smtp_server.messages) == 1


def test_smtp_hangs_up_after_the_message_without_a_word(smtp_server: SmtpServer) -> None:
    smtp_server.drop_after_data()

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_server)

    assert smtp_server.messages == ()
    assert len(smtp_server.unanswered) == 1


def test_a_wait_for_mail_that_does_not_come_says_so(smtp_server: SmtpServer) -> None:
    with pytest.raises(AssertionError, match="0 of 1 messages"):
        smtp_server.wait_for(1, seconds=0.01)


def test_an_smtp_server_stops_with_a_client_still_connected() -> None:
    with SmtpServer() as server:
        client = smtplib.SMTP(LOOPBACK, server.port, timeout=5)

    client.close()


# Chromium


class Site(ThreadingHTTPServer):
    """One page on loopback, whatever the path."""

    page = b""
    policy: str | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_address[1]}/"


class _Answer(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.server.page)))
        self.send_header("X-Language", self.headers.get("Accept-Language", ""))
        if self.server.policy:
            self.send_header("Content-Security-Policy", self.server.policy)
        self.end_headers()
        self.wfile.write(self.server.page)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site((LOOPBACK, 0), _Answer) as serving:
        thread = Thread(target=serving.serve_forever)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def test_chromium_renders_a_page_and_asks_no_third_party(browser_context: Visitor, site: Site) -> None:
    site.page = b"<!doctype html><h1>Names</h1><p id=w>no script</p><script>w.textContent = 'script'</script>"

    page = browser_context.new_page(width=320, height=500, dark=True)
    page.goto(site.url)

    assert page.inner_text("h1") == "Names"
    assert page.inner_text("p") == "script"
    assert page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [320, True]
    assert browser_context.origins == {site.url.rstrip("/")}
    browser_context.assert_no_third_party(site.url)
    browser_context.assert_quiet()


def test_chromium_without_javascript_runs_none(browser_context: Visitor, site: Site) -> None:
    site.page = b"<!doctype html><p id=w>no script</p><script>w.textContent = 'script'</script>"

    page = browser_context.new_page(javascript=False)
    page.goto(site.url)

    assert page.inner_text("p") == "no script"


@pytest.mark.parametrize(("locale", "rtl", "asked"), [(None, False, "en"), (None, True, "ar"), ("he", True, "he")])
def test_chromium_asks_for_the_language_of_its_reader(
    locale: str | None, rtl: bool, asked: str, browser_context: Visitor, site: Site
) -> None:
    response = browser_context.new_page(locale=locale, rtl=rtl).goto(site.url)

    assert response is not None
    assert response.headers["x-language"] == asked


@pytest.mark.parametrize(
    "planted",
    [
        "<img src='http://192.0.2.1/pixel.gif'>",
        "<link rel=stylesheet href='https://fonts.memorial.example/a.css'>",
        "<script>new WebSocket('ws://socket.memorial.example/')</script>",
        "<script>fetch('https://api.memorial.example/').catch(() => 0)</script>",
    ],
)
def test_a_page_that_wants_a_third_party_is_found_out(planted: str, browser_context: Visitor, site: Site) -> None:
    site.page = f"<!doctype html>{planted}<p>words".encode()

    page = browser_context.new_page()
    page.goto(site.url)
    page.wait_for_timeout(200)

    with pytest.raises(AssertionError, match=r"memorial\.example|192\.0\.2\.1"):
        browser_context.assert_no_third_party(site.url)


def test_a_browser_that_asked_for_nothing_proves_nothing(browser_context: Visitor) -> None:
    with pytest.raises(AssertionError, match="prove nothing"):
        browser_context.assert_no_third_party("http://127.0.0.1:1/")


def test_what_the_policy_refuses_and_what_scripts_throw_is_noted(browser_context: Visitor, site: Site) -> None:
    site.page = b"<!doctype html><style>p{color:red}</style><p>words"
    site.policy = "default-src 'none'"
    browser_context.new_page().goto(site.url)
    with pytest.raises(AssertionError, match="refused by the policy"):
        browser_context.assert_quiet()

    browser_context.csp_violations.clear()
    site.policy = None
    site.page = b"<!doctype html><script>throw new Error('planted')</script>"
    browser_context.new_page().goto(site.url)
    with pytest.raises(AssertionError, match="planted"):
        browser_context.assert_quiet()


# The program. A stand-in of the same name is run here, so that these tests speak of the runner and of nothing else.

STAND_IN = """
import os, signal, subprocess, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer

print("called with", *sys.argv[1:], os.environ["MEMORIAL_HOME"], sorted(k for k in os.environ if "MEMORIAL" in k))
if sys.argv[1] != "serve":
    print("typed:", sys.stdin.read())
    sys.exit(3)
if os.environ.get("MEMORIAL_FAILS"):
    sys.exit("planted failure")

child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with open(os.path.join(os.environ["MEMORIAL_HOME"], "child"), "w") as file:
    file.write(str(child.pid))


class Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()


def end(number, frame):
    if not os.environ.get("MEMORIAL_LEAVES_ITS_CHILD"):
        child.kill()
        child.wait()
    sys.exit(0)


signal.signal(signal.SIGTERM, end)
HTTPServer((sys.argv[3], int(sys.argv[5])), Ready).serve_forever()
"""


@pytest.fixture
def stand_in(tmp_path: Path) -> dict[str, str]:
    package = tmp_path / "stand-in" / "memorial"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(STAND_IN)
    return {"PYTHONPATH": str(package.parent)}


def child_lives(home: Path) -> bool:
    status = Path("/proc", (home / "child").read_text(), "status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_the_server_becomes_ready_and_stops_with_nothing_left(home: Path, stand_in: dict[str, str]) -> None:
    server = MemorialServer(home, env=stand_in, workers=2)
    server.start()
    assert server.running
    assert child_lives(home)

    code = server.stop()

    assert code == 0
    assert not child_lives(home)
    assert f"serve --host 127.0.0.1 --port {server.port} --workers 2 {home} ['MEMORIAL_HOME']" in server.log_tail()


def test_a_killed_server_takes_its_group_along_and_starts_again(home: Path, stand_in: dict[str, str]) -> None:
    server = MemorialServer(home, env=stand_in)
    server.start()

    server.kill()

    assert not server.running
    assert not child_lives(home)
    server.start()
    assert server.stop() == 0


def test_a_server_that_leaves_a_process_behind_is_told(home: Path, stand_in: dict[str, str]) -> None:
    server = MemorialServer(home, env={**stand_in, "MEMORIAL_LEAVES_ITS_CHILD": "yes"})
    server.start()

    with pytest.raises(ServerFailed, match="left processes behind"):
        server.stop()

    assert not child_lives(home)


def test_a_server_that_ends_at_once_shows_what_it_wrote(home: Path, stand_in: dict[str, str]) -> None:
    with pytest.raises(ServerFailed, match=r"(?s)ended with 1.*planted failure"):
        MemorialServer(home, env={**stand_in, "MEMORIAL_FAILS": "yes"}).start()


def test_a_failing_test_shows_what_the_server_wrote(home: Path, stand_in: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="planted") as failure, MemorialServer(home, env=stand_in):
        raise ValueError("planted")

    assert "called with serve" in failure.value.__notes__[0]
    assert not child_lives(home)


def test_a_command_runs_to_its_end_without_the_settings_of_outside(
    home: Path, stand_in: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMORIAL_MAIL_URL", "smtp://outside")

    done = run_memorial(["staff", "add"], home, stand_in, stdin="ein Paßwort")

    assert done.returncode == 3
    assert done.stdout.splitlines() == [f"called with staff add {home} ['MEMORIAL_HOME']", "typed: ein Paßwort"]
