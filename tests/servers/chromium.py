"""Debian's Chromium driven by Playwright, cut off from every address but loopback, with a note of all it asks for."""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    WebError,
    WebSocket,
    sync_playwright,
)

from tests.servers.ports import LOOPBACK

NAMES = ("chromium", "chromium-browser", "google-chrome")
REMEDY = "Chromium is missing: install Debian's package `chromium` (apt-get install chromium), or run `make setup`"
PATIENCE_MILLISECONDS = 10_000

QUIET = (
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
)
MICROPHONE = ("--use-fake-device-for-media-stream",)
"""One that beeps. A page hears it where a test grants it (`page.context.grant_permissions(["microphone"])`)."""


class ChromiumIsMissing(RuntimeError):
    """There is no Chromium on this machine; the message says how to get one."""


@dataclass(frozen=True)
class AskedFor:
    """One request that a page made: its address, the origin of that, and what it was for (document, image, …)."""

    url: str
    origin: str
    kind: str


class Chromium:
    """One running browser; each `Visitor` is somebody with cookies and settings of their own.

    Chromium calls its makers whatever it is told, so it is sent to a proxy that refuses every connection: nothing
    leaves the machine. It never sends loopback to a proxy.
    """

    def __init__(self) -> None:
        # Bound and never listening: the port refuses, and nobody else can take it.
        self._wall = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def __enter__(self) -> Self:
        executable = chromium_path()
        self._wall.bind((LOOPBACK, 0))
        try:
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(executable_path=executable, args=self._arguments())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._browser is not None:
            self._browser.close()
        if self._playwright is not None:
            self._playwright.stop()
        self._wall.close()

    def visitor(self) -> Visitor:
        if self._browser is None:
            raise ChromiumIsMissing("the browser was not started")
        return Visitor(self._browser)

    def _arguments(self) -> list[str]:
        proxy = f"--proxy-server={LOOPBACK}:{self._wall.getsockname()[1]}"
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
        return [*QUIET, *MICROPHONE, proxy, *sandbox]


class Visitor:
    """Opens pages as different readers have them, and remembers every request and every error of all of them.

    Early connections (`preconnect`, `dns-prefetch`) are no requests and are not seen here: `check_page` refuses them.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: list[Page] = []
        self.requests: list[AskedFor] = []
        self.csp_violations: list[str] = []
        self.script_errors: list[str] = []

    def new_page(
        self,
        javascript: bool = True,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        locale: str | None = None,
        rtl: bool = False,
        scripts: bool = True,
    ) -> Page:
        """A page in a fresh context, with no cookies; a second tab beside it is `page.context.new_page()`.

        Without `scripts` the browser would run them, and every one of them answers 404.

        `locale` is what the browser asks for; without one, `rtl` asks for Arabic, else it is English.
        """
        context = self._browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale=locale or ("ar" if rtl else "en"),
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        if not scripts:
            context.route("**/*.js", lambda route: route.fulfill(status=404, body=""))
        context.on("request", self._note_request)
        context.on("console", self._note_console)
        context.on("weberror", self._note_error)
        context.on("page", lambda page: page.on("websocket", self._note_socket))
        page = context.new_page()
        self._pages.append(page)
        return page

    @property
    def origins(self) -> set[str]:
        """The origins that pages asked, `data:` and the like apart."""
        return {asked.origin for asked in self.requests if asked.origin}

    def third_party(self, *own: str) -> list[str]:
        """What was wanted from elsewhere than the origins of the given addresses, web sockets included."""
        at_home = {_origin(address) for address in own}
        return [asked.url for asked in self.requests if asked.origin and asked.origin not in at_home]

    def assert_no_third_party(self, *own: str) -> None:
        """AssertionError with the list, if anything was wanted from elsewhere, or if nothing was asked for at all."""
        assert self.requests, "the pages asked for nothing, so they prove nothing"
        strangers = self.third_party(*own)
        assert not strangers, "asked of third parties:\n" + "\n".join(strangers)

    def assert_quiet(self) -> None:
        """AssertionError if a script failed or the content security policy had to refuse something."""
        assert not self.csp_violations, "refused by the policy:\n" + "\n".join(self.csp_violations)
        assert not self.script_errors, "scripts failed:\n" + "\n".join(self.script_errors)

    def close(self) -> None:
        for page in self._pages:
            page.context.close()
        self._pages.clear()

    def _note_request(self, request: Request) -> None:
        self.requests.append(AskedFor(request.url, _origin(request.url), request.resource_type))

    def _note_socket(self, opened: WebSocket) -> None:
        self.requests.append(AskedFor(opened.url, _origin(opened.url), "websocket"))

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.csp_violations.append(message.text)

    def _note_error(self, error: WebError) -> None:
        self.script_errors.append(str(error.error))


def chromium_path() -> str:
    """The browser's program; ChromiumIsMissing says how to get it."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise ChromiumIsMissing(REMEDY)


def _origin(address: str) -> str:
    """`http://127.0.0.1:8000` of an address on the network; nothing for `data:`, `blob:`, `about:`."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
